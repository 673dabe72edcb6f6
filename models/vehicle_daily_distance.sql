-- model: vehicle_daily_distance
-- description: the metres of each vehicle with a located update that day
-- reads: vehicle_position_data 0
-- columns:
--   date date
--   vehicle_id text
--   organization_id text
--   positions bigint
--   driven_meters double
-- partition by: date
-- order by: organization_id, vehicle_id
-- joins: within a shard
-- test: not_null date, vehicle_id, organization_id, positions, driven_meters
-- test: unique organization_id, vehicle_id
-- test: references organization_id, vehicle_id in vehicle_position_data
-- test: query "a vehicle without positions": select * from {{ this }} where positions < 1
-- test: query "negative metres": select * from {{ this }} where driven_meters < 0

select
  p.date as date,
  p.vehicle_id as vehicle_id,
  p.organization_id as organization_id,
  count(*) as positions,
  {{ exact_sum(p.driven_meters) }} as driven_meters
from {{ vehicle_position_data }} as p
group by p.date, p.vehicle_id, p.organization_id
