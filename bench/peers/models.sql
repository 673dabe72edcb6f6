-- The models and the answer, after either peer has loaded its tables.

-- step: models
create temp macro haversine_meters(lat1, long1, lat2, long2) as
  2 * 6371008.8 * asin(least(1, sqrt(
    pow(sin(radians(lat2 - lat1) / 2), 2) + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(long2 - long1) / 2), 2)
  )));

create table vehicle_operation_metadata as
with stays as (
  select
    r.organization_id,
    r.vehicle_id,
    min(r.registered_at) as stay_start,
    coalesce(d.deregistered_at, 'infinity'::timestamptz) as stay_finish
  from register_events as r
  asof left join deregister_events as d
    on d.organization_id = r.organization_id
    and d.vehicle_id = r.vehicle_id
    and d.deregistered_at > r.registered_at
  group by r.organization_id, r.vehicle_id, d.deregistered_at
),
newest as (
  from create_events
  qualify row_number() over (partition by organization_id, operating_period_id order by created_at desc, start desc, finish desc) = 1
),
periods as (
  from newest as c
  anti join delete_events as d
    on d.organization_id = c.organization_id
    and d.operating_period_id = c.operating_period_id
    and d.deleted_at >= c.created_at
),
operations as (
  select
    getvariable('day')::date as date,
    s.vehicle_id,
    p.operating_period_id,
    greatest(s.stay_start, p.start, getvariable('day')::timestamptz) as operation_start,
    least(s.stay_finish, p.finish, getvariable('day')::timestamptz + interval 1 day) as operation_finish,
    s.organization_id
  from stays as s
  inner join periods as p using (organization_id)
)
from operations
where operation_start < operation_finish;

create table vehicle_position_data as
with located as (
  select
    *,
    lag(updated_at) over vehicle as previous_at,
    lag(lat) over vehicle as previous_lat,
    lag(long) over vehicle as previous_long
  from update_events
  where lat is not null
  window vehicle as (partition by organization_id, vehicle_id order by updated_at, lat, long)
)
select
  date,
  vehicle_id,
  updated_at,
  lat,
  long,
  -- Asked of the time, for least() takes no notice of a null.
  if(previous_at is null, 0, haversine_meters(previous_lat, previous_long, lat, long)) as driven_meters,
  (epoch_us(updated_at) - epoch_us(previous_at)) / 1e6 as seconds_since_previous,
  organization_id
from located;

create table vehicle_daily_distance as
select date, vehicle_id, organization_id, count(*) as positions, sum(driven_meters) as driven_meters
from vehicle_position_data
group by all;

create table operating_period_distance as
select
  m.date,
  m.operating_period_id,
  m.vehicle_id,
  m.organization_id,
  count(p.updated_at) as positions,
  coalesce(sum(p.driven_meters), 0) as driven_meters
from vehicle_operation_metadata as m
left join vehicle_position_data as p
  on p.organization_id = m.organization_id
  and p.vehicle_id = m.vehicle_id
  and p.updated_at >= m.operation_start
  and p.updated_at < m.operation_finish
group by all;

-- step: answer
select avg(m) as average_meters, count(*) as vehicles_in_periods
from (
  select sum(driven_meters) as m
  from operating_period_distance
  group by organization_id, operating_period_id, vehicle_id
);
