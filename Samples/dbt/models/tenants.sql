-- What became of each tenant in each snapshot, as the manifests say. Rows alone do not tell a tenant that could not be
-- read from one that everybody left.
select
    manifest.snapshot_at,
    tenant.service,
    tenant.instance,
    tenant.tenant_id,
    tenant.name,
    tenant.status
from
    read_json(
        '{{ var("snapshots") }}/*/manifest.json',
        columns = {
            snapshot_at: 'TIMESTAMPTZ',
            tenants: 'STRUCT(service VARCHAR, instance VARCHAR, tenant_id VARCHAR, name VARCHAR, status VARCHAR)[]'
        }
    ) as manifest,
    unnest(manifest.tenants) as listed (tenant)
