-- Who can read what, and what changed, for people who prefer SQL. `rollcall access` and `rollcall diff` give the same
-- answers, with more care for snapshots that are not complete.
--
-- In the folder of a snapshot with CSV files: duckdb < who-can-read.sql
-- In PostgreSQL and others, leave out the four views and load the tables first.

CREATE VIEW operators AS
  SELECT * FROM read_csv('operators/part-*.csv*', header = true, all_varchar = true, allow_quoted_nulls = false);
CREATE VIEW resources AS
  SELECT * FROM read_csv('resources/part-*.csv*', header = true, all_varchar = true, allow_quoted_nulls = false);
CREATE VIEW entitlements AS
  SELECT * FROM read_csv('entitlements/part-*.csv*', header = true, all_varchar = true, allow_quoted_nulls = false);
CREATE VIEW grants AS
  SELECT * FROM read_csv('grants/part-*.csv*', header = true, all_varchar = true, allow_quoted_nulls = false);

-- Members read an inbox, and a team where membership is a permission. A closed sub-inbox of Crisp is a place of its own;
-- an open one is read by everyone on its website.
CREATE VIEW memberships AS
  SELECT g.service, g.instance, g.tenant_id, g.resource_type, g.resource_id, g.operator_id
  FROM grants g
  JOIN entitlements e USING (service, instance, tenant_id, entitlement_id)
  JOIN resources r
    ON (r.service, r.instance, r.tenant_id, r.resource_type, r.resource_id)
     = (g.service, g.instance, g.tenant_id, g.resource_type, g.resource_id)
  WHERE g.slug = 'member' AND e.purpose = 'permission' AND g.resource_type IN ('inbox', 'team')
    AND NOT (g.service = 'crisp' AND r.attributes LIKE '%"open":true%');

-- One row for each person and place. An administrator reads every inbox, an owner can join every closed sub-inbox, and
-- everyone with a role reads the website.
CREATE VIEW readers AS
  SELECT o.service, o.instance, o.tenant_id, r.resource_type, r.resource_id, o.operator_id, o.email, o.role
  FROM operators o
  JOIN resources r USING (service, instance, tenant_id)
  LEFT JOIN memberships m
    ON (m.service, m.instance, m.tenant_id, m.resource_type, m.resource_id, m.operator_id)
     = (o.service, o.instance, o.tenant_id, r.resource_type, r.resource_id, o.operator_id)
  WHERE o.status = 'enabled'
    AND (
      m.operator_id IS NOT NULL AND NOT (o.service = 'chatwoot' AND o.role = 'administrator' AND r.resource_type = 'team')
      OR r.resource_type = 'website' AND o.role IS NOT NULL
      OR r.resource_type = 'inbox' AND (
        o.service = 'chatwoot' AND o.role = 'administrator'
        OR o.service = 'crisp' AND o.role = 'owner' AND r.attributes LIKE '%"open":false%')
      -- Without any inbox, all that is known of an account is that its administrators read it.
      OR r.resource_type = 'account' AND o.role = 'administrator' AND NOT EXISTS (
        SELECT 1 FROM resources i
        WHERE (i.service, i.instance, i.tenant_id) = (r.service, r.instance, r.tenant_id) AND i.resource_type = 'inbox')
    );

SELECT service, tenant_id, resource_type, resource_id, count(*) AS people
FROM readers
GROUP BY ALL
ORDER BY people DESC;

-- What changed: load both snapshots into one table, and leave out the tenants that are not complete in either manifest.
-- SELECT * FROM grants WHERE snapshot_at = '…new…' AND (service, instance, tenant_id, grant_id) NOT IN
--   (SELECT service, instance, tenant_id, grant_id FROM grants WHERE snapshot_at = '…old…');
