-- model: vehicle_position_data
-- description: every located update of a vehicle, with the metres from the one before
-- reads: update_events -1..0
-- columns:
--   date date
--   vehicle_id text
--   updated_at timestamp
--   lat double
--   long double
--   driven_meters double
--   seconds_since_previous double null
--   organization_id text
-- partition by: date
-- order by: organization_id, vehicle_id, updated_at, lat, long
-- joins: within a shard
-- test: not_null date, vehicle_id, updated_at, lat, long, driven_meters, organization_id
-- test: between lat -90 90
-- test: between long -180 180
-- test: between driven_meters 0 20015115
-- test: between seconds_since_previous 0 172800
-- test: query "metres without a previous update": select * from {{ this }} where seconds_since_previous is null and driven_meters <> 0

with updates as (
  select
    u.date as date,
    u.organization_id as organization_id,
    u.vehicle_id as vehicle_id,
    u.updated_at as updated_at,
    u.lat as lat,
    u.long as long,
    lag(u.date) over (partition by u.organization_id, u.vehicle_id order by u.updated_at, u.lat, u.long) as previous_date,
    lag(u.updated_at) over (partition by u.organization_id, u.vehicle_id order by u.updated_at, u.lat, u.long) as previous_at,
    lag(u.lat) over (partition by u.organization_id, u.vehicle_id order by u.updated_at, u.lat, u.long) as previous_lat,
    lag(u.long) over (partition by u.organization_id, u.vehicle_id order by u.updated_at, u.lat, u.long) as previous_long,
    row_number() over (partition by u.organization_id, u.vehicle_id order by u.updated_at, u.lat, u.long) as place
  from {{ update_events }} as u
  where u.lat is not null
),
pairs as (
  select
    u.date as date,
    u.organization_id as organization_id,
    u.vehicle_id as vehicle_id,
    u.updated_at as updated_at,
    u.lat as lat,
    u.long as long,
    u.previous_at as previous_at,
    u.previous_lat as previous_lat,
    u.previous_long as previous_long,
    -- The row before counts if it is of the same day or the day before. A first row is known by its place, for lag may give zeros there.
    case when u.place > 1 and u.previous_date >= {{ add_days(u.date, -1) }} then 1 else 0 end as has_previous
  from updates as u
  inner join {{ dates }} as d
    on d.date = u.date
)
select
  p.date as date,
  p.vehicle_id as vehicle_id,
  p.updated_at as updated_at,
  p.lat as lat,
  p.long as long,
  case when p.has_previous = 1 then {{ haversine_meters(p.previous_lat, p.previous_long, p.lat, p.long) }} else 0 end as driven_meters,
  case when p.has_previous = 1 then {{ seconds_between(p.previous_at, p.updated_at) }} end as seconds_since_previous,
  p.organization_id as organization_id
from pairs as p
