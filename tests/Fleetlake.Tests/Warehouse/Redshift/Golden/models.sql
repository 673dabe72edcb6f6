create temporary table "fleetlake_built" (like "vehicle_operation_metadata");
insert into "fleetlake_built" ("date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id") select "date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id" from (
with vehicle_changes as (
  select
    r.organization_id as organization_id,
    r.vehicle_id as vehicle_id,
    r.registered_at as changed_at,
    1 as is_register
  from (select * from "register_events" where "date" <= date '2019-06-01') as r
  union all
  select
    d.organization_id as organization_id,
    d.vehicle_id as vehicle_id,
    d.deregistered_at as changed_at,
    0 as is_register
  from (select * from "deregister_events" where "date" <= date '2019-06-01') as d
),
-- Read backwards in time, a register before a deregister of the same instant, so that only later ones end a stay.
next_deregisters as (
  select
    c.organization_id as organization_id,
    c.vehicle_id as vehicle_id,
    c.changed_at as changed_at,
    c.is_register as is_register,
    min(case when c.is_register = 0 then c.changed_at end) over (
      partition by c.organization_id, c.vehicle_id
      order by c.changed_at desc, c.is_register desc
      rows between unbounded preceding and current row
    ) as deregistered_at
  from vehicle_changes as c
),
stays as (
  select
    n.organization_id as organization_id,
    n.vehicle_id as vehicle_id,
    min(n.changed_at) as stay_start,
    n.deregistered_at as stay_finish
  from next_deregisters as n
  where n.is_register = 1
  group by n.organization_id, n.vehicle_id, n.deregistered_at
),
creates as (
  select
    c.organization_id as organization_id,
    c.operating_period_id as operating_period_id,
    c.created_at as created_at,
    c.start as period_start,
    c.finish as period_finish,
    row_number() over (
      partition by c.organization_id, c.operating_period_id
      order by c.created_at desc, c.start desc, c.finish desc
    ) as newest
  from "create_events" as c
),
deletes as (
  select
    d.organization_id as organization_id,
    d.operating_period_id as operating_period_id,
    max(d.deleted_at) as deleted_at
  from "delete_events" as d
  group by d.organization_id, d.operating_period_id
),
periods as (
  select
    c.organization_id as organization_id,
    c.operating_period_id as operating_period_id,
    c.period_start as period_start,
    c.period_finish as period_finish
  from creates as c
  left join deletes as d
    on d.organization_id = c.organization_id
    and d.operating_period_id = c.operating_period_id
  where c.newest = 1
    and (d.deleted_at is null or d.deleted_at < c.created_at)
),
next_days as (
  select
    d.date as date,
    (d.date + cast(1 as integer)) as next_date
  from (select date '2019-06-01' as date) as d
),
days as (
  select
    n.date as date,
    cast(n.date as timestamptz) as day_start,
    cast(n.next_date as timestamptz) as day_finish
  from next_days as n
),
stay_days as (
  select
    d.date as date,
    s.organization_id as organization_id,
    s.vehicle_id as vehicle_id,
    greatest(s.stay_start, d.day_start) as stay_start,
    least(coalesce(s.stay_finish, d.day_finish), d.day_finish) as stay_finish
  from stays as s
  cross join days as d
  where s.stay_start < d.day_finish
    and coalesce(s.stay_finish, d.day_finish) > d.day_start
),
operations as (
  select
    s.date as date,
    s.vehicle_id as vehicle_id,
    p.operating_period_id as operating_period_id,
    greatest(s.stay_start, p.period_start) as operation_start,
    least(s.stay_finish, p.period_finish) as operation_finish,
    s.organization_id as organization_id
  from stay_days as s
  inner join periods as p
    on p.organization_id = s.organization_id
)
select
  o.date as date,
  o.vehicle_id as vehicle_id,
  o.operating_period_id as operating_period_id,
  o.operation_start as operation_start,
  o.operation_finish as operation_finish,
  o.organization_id as organization_id
from operations as o
where o.operation_start < o.operation_finish
) as m;
select distinct c."date" from (select "date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id", count(*) as copies from "fleetlake_built" where "date" in (date '2019-06-01') group by "date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id" except select "date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id", count(*) as copies from "vehicle_operation_metadata" where "date" in (date '2019-06-01') group by "date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id") as c;
delete from "vehicle_operation_metadata" where "date" in (date '2019-06-01');
insert into "vehicle_operation_metadata" ("date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id") select "date", "vehicle_id", "operating_period_id", "operation_start", "operation_finish", "organization_id" from "fleetlake_built" where "date" in (date '2019-06-01');
select * from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as t where t."date" is null or t."vehicle_id" is null or t."operating_period_id" is null or t."operation_start" is null or t."operation_finish" is null or t."organization_id" is null;
select t."organization_id", t."vehicle_id", t."operating_period_id", t."operation_start", count(*) as equal_rows from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as t group by t."organization_id", t."vehicle_id", t."operating_period_id", t."operation_start" having count(*) > 1;
select t.* from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as t left join (select distinct "organization_id", "vehicle_id", 1 as found from (select * from "register_events" where "date" <= date '2019-06-01') as s) as r on r."organization_id" = t."organization_id" and r."vehicle_id" = t."vehicle_id" where r.found is null and t."organization_id" is not null and t."vehicle_id" is not null;
select t.* from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as t left join (select distinct "organization_id", "operating_period_id", 1 as found from "create_events" as s) as r on r."organization_id" = t."organization_id" and r."operating_period_id" = t."operating_period_id" where r.found is null and t."organization_id" is not null and t."operating_period_id" is not null;
select * from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as "this" where operation_finish <= operation_start;
select t.* from (select x.*, (x.date + cast(1 as integer)) as next_date from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as x) as t where t.operation_start < cast(t.date as timestamptz) or t.operation_finish > cast(t.next_date as timestamptz);
create temporary table "fleetlake_built" (like "vehicle_position_data");
insert into "fleetlake_built" ("date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id") select "date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id" from (
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
  from (select * from "update_events" where "date" between date '2019-05-31' and date '2019-06-01') as u
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
    case when u.place > 1 and u.previous_date >= (u.date + cast((-1) as integer)) then 1 else 0 end as has_previous
  from updates as u
  inner join (select date '2019-06-01' as date) as d
    on d.date = u.date
)
select
  p.date as date,
  p.vehicle_id as vehicle_id,
  p.updated_at as updated_at,
  p.lat as lat,
  p.long as long,
  case when p.has_previous = 1 then (2 * 6371008.8 * asin(least(1e0, sqrt( sin(radians(p.lat - p.previous_lat) / 2) * sin(radians(p.lat - p.previous_lat) / 2) + cos(radians(p.previous_lat)) * cos(radians(p.lat)) * sin(radians(p.long - p.previous_long) / 2) * sin(radians(p.long - p.previous_long) / 2) )))) else 0 end as driven_meters,
  case when p.has_previous = 1 then (cast(datediff('microsecond', p.previous_at at time zone 'UTC', p.updated_at at time zone 'UTC') as double precision) / 1000000) end as seconds_since_previous,
  p.organization_id as organization_id
from pairs as p
) as m;
select distinct c."date" from (select "date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id", count(*) as copies from "fleetlake_built" where "date" in (date '2019-06-01') group by "date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id" except select "date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id", count(*) as copies from "vehicle_position_data" where "date" in (date '2019-06-01') group by "date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id") as c;
delete from "vehicle_position_data" where "date" in (date '2019-06-01');
insert into "vehicle_position_data" ("date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id") select "date", "vehicle_id", "updated_at", "lat", "long", "driven_meters", "seconds_since_previous", "organization_id" from "fleetlake_built" where "date" in (date '2019-06-01');
select * from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as t where t."date" is null or t."vehicle_id" is null or t."updated_at" is null or t."lat" is null or t."long" is null or t."driven_meters" is null or t."organization_id" is null;
select * from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as t where not (t."lat" between -90 and 90);
select * from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as t where not (t."long" between -180 and 180);
select * from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as t where not (t."driven_meters" between 0 and 20015115);
select * from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as t where not (t."seconds_since_previous" between 0 and 172800);
select * from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as "this" where seconds_since_previous is null and driven_meters <> 0;
create temporary table "fleetlake_built" (like "operating_period_distance");
insert into "fleetlake_built" ("date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters") select "date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters" from (
-- An operation without positions counts too, with 0 metres.
select
  m.date as date,
  m.operating_period_id as operating_period_id,
  m.vehicle_id as vehicle_id,
  m.organization_id as organization_id,
  count(p.updated_at) as positions,
  coalesce((sum(cast(p.driven_meters as decimal(38, 12)))), 0) as driven_meters
from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as m
left join (select * from "vehicle_position_data" where "date" = date '2019-06-01') as p
  on p.date = m.date
  and p.organization_id = m.organization_id
  and p.vehicle_id = m.vehicle_id
  and p.updated_at >= m.operation_start
  and p.updated_at < m.operation_finish
group by m.date, m.operating_period_id, m.vehicle_id, m.organization_id
) as m;
select distinct c."date" from (select "date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters", count(*) as copies from "fleetlake_built" where "date" in (date '2019-06-01') group by "date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters" except select "date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters", count(*) as copies from "operating_period_distance" where "date" in (date '2019-06-01') group by "date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters") as c;
delete from "operating_period_distance" where "date" in (date '2019-06-01');
insert into "operating_period_distance" ("date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters") select "date", "operating_period_id", "vehicle_id", "organization_id", "positions", "driven_meters" from "fleetlake_built" where "date" in (date '2019-06-01');
select * from (select * from "operating_period_distance" where "date" = date '2019-06-01') as t where t."date" is null or t."operating_period_id" is null or t."vehicle_id" is null or t."organization_id" is null or t."positions" is null or t."driven_meters" is null;
select t."organization_id", t."operating_period_id", t."vehicle_id", count(*) as equal_rows from (select * from "operating_period_distance" where "date" = date '2019-06-01') as t group by t."organization_id", t."operating_period_id", t."vehicle_id" having count(*) > 1;
select t.* from (select * from "operating_period_distance" where "date" = date '2019-06-01') as t left join (select distinct "organization_id", "operating_period_id", "vehicle_id", 1 as found from (select * from "vehicle_operation_metadata" where "date" = date '2019-06-01') as s) as r on r."organization_id" = t."organization_id" and r."operating_period_id" = t."operating_period_id" and r."vehicle_id" = t."vehicle_id" where r.found is null and t."organization_id" is not null and t."operating_period_id" is not null and t."vehicle_id" is not null;
select * from (select * from "operating_period_distance" where "date" = date '2019-06-01') as "this" where driven_meters < 0 or (positions = 0 and driven_meters <> 0);
create temporary table "fleetlake_built" (like "vehicle_daily_distance");
insert into "fleetlake_built" ("date", "vehicle_id", "organization_id", "positions", "driven_meters") select "date", "vehicle_id", "organization_id", "positions", "driven_meters" from (
select
  p.date as date,
  p.vehicle_id as vehicle_id,
  p.organization_id as organization_id,
  count(*) as positions,
  (sum(cast(p.driven_meters as decimal(38, 12)))) as driven_meters
from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as p
group by p.date, p.vehicle_id, p.organization_id
) as m;
select distinct c."date" from (select "date", "vehicle_id", "organization_id", "positions", "driven_meters", count(*) as copies from "fleetlake_built" where "date" in (date '2019-06-01') group by "date", "vehicle_id", "organization_id", "positions", "driven_meters" except select "date", "vehicle_id", "organization_id", "positions", "driven_meters", count(*) as copies from "vehicle_daily_distance" where "date" in (date '2019-06-01') group by "date", "vehicle_id", "organization_id", "positions", "driven_meters") as c;
delete from "vehicle_daily_distance" where "date" in (date '2019-06-01');
insert into "vehicle_daily_distance" ("date", "vehicle_id", "organization_id", "positions", "driven_meters") select "date", "vehicle_id", "organization_id", "positions", "driven_meters" from "fleetlake_built" where "date" in (date '2019-06-01');
select * from (select * from "vehicle_daily_distance" where "date" = date '2019-06-01') as t where t."date" is null or t."vehicle_id" is null or t."organization_id" is null or t."positions" is null or t."driven_meters" is null;
select t."organization_id", t."vehicle_id", count(*) as equal_rows from (select * from "vehicle_daily_distance" where "date" = date '2019-06-01') as t group by t."organization_id", t."vehicle_id" having count(*) > 1;
select t.* from (select * from "vehicle_daily_distance" where "date" = date '2019-06-01') as t left join (select distinct "organization_id", "vehicle_id", 1 as found from (select * from "vehicle_position_data" where "date" = date '2019-06-01') as s) as r on r."organization_id" = t."organization_id" and r."vehicle_id" = t."vehicle_id" where r.found is null and t."organization_id" is not null and t."vehicle_id" is not null;
select * from (select * from "vehicle_daily_distance" where "date" = date '2019-06-01') as "this" where positions < 1;
select * from (select * from "vehicle_daily_distance" where "date" = date '2019-06-01') as "this" where driven_meters < 0;
