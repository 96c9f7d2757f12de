-- The last snapshot in which each tenant is complete. A tenant that failed tonight keeps the rows of the night before:
-- nobody left it, it was not read.
select
    service,
    instance,
    tenant_id,
    max(snapshot_at) as snapshot_at
from {{ ref('tenants') }}
where status = 'complete'
group by service, instance, tenant_id
