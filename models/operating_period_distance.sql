-- model: operating_period_distance
-- description: the metres of each vehicle while it was in operation in an operating period, day by day
-- reads: vehicle_operation_metadata 0
-- reads: vehicle_position_data 0
-- columns:
--   date date
--   operating_period_id text
--   vehicle_id text
--   organization_id text
--   positions bigint
--   driven_meters double
-- partition by: date
-- order by: organization_id, operating_period_id, vehicle_id
-- joins: within a shard
-- test: not_null date, operating_period_id, vehicle_id, organization_id, positions, driven_meters
-- test: unique organization_id, operating_period_id, vehicle_id
-- test: references organization_id, operating_period_id, vehicle_id in vehicle_operation_metadata
-- test: query "metres without positions": select * from {{ this }} where driven_meters < 0 or (positions = 0 and driven_meters <> 0)

-- An operation without positions counts too, with 0 metres.
select
  m.date as date,
  m.operating_period_id as operating_period_id,
  m.vehicle_id as vehicle_id,
  m.organization_id as organization_id,
  count(p.updated_at) as positions,
  coalesce({{ exact_sum(p.driven_meters) }}, 0) as driven_meters
from {{ vehicle_operation_metadata }} as m
left join {{ vehicle_position_data }} as p
  on p.date = m.date
  and p.organization_id = m.organization_id
  and p.vehicle_id = m.vehicle_id
  and p.updated_at >= m.operation_start
  and p.updated_at < m.operation_finish
group by m.date, m.operating_period_id, m.vehicle_id, m.organization_id
