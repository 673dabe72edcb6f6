-- question: Which vehicles were in operation and sent no position?
-- One row a day, period and vehicle; such a vehicle counts with 0 metres in the averages.
select
  date,
  organization_id,
  operating_period_id,
  vehicle_id
from operating_period_distance
where positions = 0
order by date, organization_id, operating_period_id, vehicle_id
