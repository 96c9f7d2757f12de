# Rows of $table from Crisp's lists of operators. A list does not say whose it is; they come in the order in which they
# were asked for, which is that of $websites.
($websites | split("\n")) as $ids
| foreach inputs as $document ({index: -1}; .index += 1; $ids[.index] as $website
  | $document.data[].details
  | if $table == "operators" then
      [$at, "crisp", $instance, $website, .user_id, .email,
        ([.first_name, .last_name] | map(select(. != null and . != "")) | join(" ")
          | if . == "" then null else . end),
        .first_name, .last_name, .title, .role, "enabled", null, .has_token, .availability, null,
        (.avatar | if . == "" then null else . end), "{}"]
    else
      ("website:" + $website + ":" + .role) as $entitlement
      | [$at, "crisp", $instance, $website, $entitlement + ":user:" + .user_id, $entitlement, "website", $website, .role,
        .user_id, .email]
    end
  | @csv)
