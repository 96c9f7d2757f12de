-- Rows of this query are faults.
select grants.*
from {{ ref('current_grants') }} as grants
left join {{ ref('current_operators') }} as operators
    using (service, instance, tenant_id, operator_id)
where operators.operator_id is null
