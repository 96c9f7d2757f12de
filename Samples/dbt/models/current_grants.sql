select rows.*
from {{ source('access', 'grants') }} as rows
inner join {{ ref('last_complete') }} using (snapshot_at, service, instance, tenant_id)
