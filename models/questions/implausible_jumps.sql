-- question: Which positions are too far from the one before to be true?
-- The twenty longest ways that would have taken more than 70 m/s (252 km/h).
select
  date,
  organization_id,
  vehicle_id,
  updated_at,
  driven_meters,
  seconds_since_previous
from vehicle_position_data
where driven_meters > 70 * seconds_since_previous
order by driven_meters desc, organization_id, vehicle_id, updated_at
limit 20
