-- The same steps as Fleetlake's, in DuckDB alone: every line is judged by the contract, raw has data verbatim, the unknown
-- members and the line's number, and what is rejected is kept with its reason. Where duckdb.sql takes a clean feed on trust,
-- this does not. No state, no other dates, nothing durable. It runs in an empty folder on a new database file; the variables
-- source (the folder of files) and day are set, and the staging folders made, before it begins.

-- step: settings
set TimeZone = 'UTC';
set preserve_insertion_order = true;

-- step: raw
-- A line as it came, and its number: read_json gives neither.
create temp table lines as
select
  parse_filename(filename) as source_object,
  n - min(n) over (partition by filename) + 1 as source_line,
  line
from (
  select filename, line, row_number() over () as n
  from read_csv(
    getvariable('source') || '/*.json',
    columns = {line: 'varchar'},
    auto_detect = false,
    header = false,
    delim = chr(1),
    quote = '',
    escape = '',
    max_line_size = 67108864,
    null_padding = false,
    filename = true
  )
);

create temp macro is_text(x) as x is not null and x <> '' and strlen(x) <= 255 and not contains(x, chr(0));
create temp macro is_timestamp(x) as
  x is not null
  and regexp_full_match(x, '\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})')
  and try_cast(x as timestamptz) between '1900-01-01'::timestamptz and '2299-12-31T23:59:59.999999Z'::timestamptz;

create temp table parsed as
select
  source_object,
  source_line,
  line,
  e.event as event,
  e."on" as "on",
  e."at" as "at",
  e.organization_id as organization_id,
  e.data as data,
  case
    when e is null then 'invalid_json'
    when not is_text(e.event) or not is_text(e."on") or not is_text(e.organization_id) or not is_timestamp(e."at") then 'envelope'
  end as envelope_fault,
  case when len(json_keys(case when e is null then null else line end)) > 5 then line end as extra
from (
  select
    *,
    case
      when json_valid(line) and json_type(line) = 'OBJECT'
      then from_json(line, '{"event":"VARCHAR","on":"VARCHAR","at":"VARCHAR","organization_id":"VARCHAR","data":"JSON"}')
    end as e
  from lines
);
drop table lines;

copy (
  select event, "on", "at"::timestamptz as "at", data, organization_id, extra, source_object, source_line
  from parsed
  where envelope_fault is null
) to 'raw' (format parquet, compression zstd, partition_by (event));

-- step: stage
create temp table judged as
select
  *,
  case
    when envelope_fault is not null then envelope_fault
    when "on" = 'vehicle' and event in ('update', 'register', 'deregister') and not is_text(d.id) then 'id'
    when "on" = 'vehicle' and event = 'update' and (d.location.lat is null) <> (d.location.lng is null) then 'incomplete_position'
    when "on" = 'vehicle' and event = 'update' and (abs(d.location.lat) > 90 or abs(d.location.lng) > 180) then 'coordinate_out_of_range'
    when "on" = 'vehicle' and event = 'update' and d.location.at is not null and not is_timestamp(d.location.at) then 'located_at'
    when "on" = 'operating_period' and event in ('create', 'delete') and not is_text(d.id) then 'id'
    when "on" = 'operating_period' and event = 'create' and not (is_timestamp(d.start) and is_timestamp(d.finish)) then 'period'
    when "on" = 'operating_period' and event in ('create', 'delete') and try_cast(d.start as timestamptz) > try_cast(d.finish as timestamptz) then 'finish_before_start'
  end as fault
from (
  select
    * exclude (data, extra),
    from_json(data, '{"id":"VARCHAR","location":{"lat":"DOUBLE","lng":"DOUBLE","at":"VARCHAR"},"start":"VARCHAR","finish":"VARCHAR"}') as d
  from parsed
);
drop table parsed;

copy (
  select source_object, source_line, fault as reason, line
  from judged
  where fault is not null
) to ('staging/rejected_events/date=' || getvariable('day') || '/part-00000.parquet') (format parquet, compression zstd);

copy (
  select distinct
    d.id as vehicle_id,
    "at"::timestamptz as updated_at,
    d.location.lat as lat,
    d.location.lng as long,
    d.location.at::timestamptz as located_at,
    organization_id
  from judged
  where fault is null and "on" = 'vehicle' and event = 'update'
  order by vehicle_id, updated_at
) to ('staging/update_events/date=' || getvariable('day') || '/part-00000.parquet') (format parquet, compression zstd);

copy (
  select distinct d.id as vehicle_id, "at"::timestamptz as registered_at, organization_id
  from judged
  where fault is null and "on" = 'vehicle' and event = 'register'
  order by vehicle_id, registered_at
) to ('staging/register_events/date=' || getvariable('day') || '/part-00000.parquet') (format parquet, compression zstd);

copy (
  select distinct d.id as vehicle_id, "at"::timestamptz as deregistered_at, organization_id
  from judged
  where fault is null and "on" = 'vehicle' and event = 'deregister'
  order by vehicle_id, deregistered_at
) to ('staging/deregister_events/date=' || getvariable('day') || '/part-00000.parquet') (format parquet, compression zstd);

copy (
  select distinct d.id as operating_period_id, "at"::timestamptz as created_at, d.start::timestamptz as start, d.finish::timestamptz as finish, organization_id
  from judged
  where fault is null and "on" = 'operating_period' and event = 'create'
  order by operating_period_id, created_at
) to ('staging/create_events/date=' || getvariable('day') || '/part-00000.parquet') (format parquet, compression zstd);

copy (
  select distinct d.id as operating_period_id, "at"::timestamptz as deleted_at, d.start::timestamptz as start, d.finish::timestamptz as finish, organization_id
  from judged
  where fault is null and "on" = 'operating_period' and event = 'delete'
  order by operating_period_id, deleted_at
) to ('staging/delete_events/date=' || getvariable('day') || '/part-00000.parquet') (format parquet, compression zstd);

drop table judged;

-- step: load
create table update_events as from read_parquet('staging/update_events/*/*.parquet', hive_partitioning = true);
create table register_events as from read_parquet('staging/register_events/*/*.parquet', hive_partitioning = true);
create table deregister_events as from read_parquet('staging/deregister_events/*/*.parquet', hive_partitioning = true);
create table create_events as from read_parquet('staging/create_events/*/*.parquet', hive_partitioning = true);
create table rejected_events as from read_parquet('staging/rejected_events/*/*.parquet', hive_partitioning = true);
create table delete_events as from read_parquet('staging/delete_events/*/*.parquet', hive_partitioning = true);
