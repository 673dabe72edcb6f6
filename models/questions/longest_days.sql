-- question: Which vehicles drove farthest in a day?
-- The twenty longest days of a vehicle.
select
  date,
  organization_id,
  vehicle_id,
  positions,
  driven_meters
from vehicle_daily_distance
order by driven_meters desc, date, organization_id, vehicle_id
limit 20
