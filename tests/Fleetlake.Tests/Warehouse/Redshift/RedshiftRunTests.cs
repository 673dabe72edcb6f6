using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Running;
using Fleetlake.Simulator;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>Whole runs: messy, late, at once, and with connections that are ended in the middle of whatever they do.</summary>
public sealed class RedshiftRunTests : IDisposable
{
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly DateOnly Second = new(2019, 6, 2);
    private readonly FleetCase _fleet = new(engine: TestEngine.Redshift);

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task Messy_days_a_second_run_and_a_late_file_give_the_rows_of_the_reference_and_of_DuckDB()
    {
        using var duckDb = new FleetCase();
        foreach (var fleet in new[] { _fleet, duckDb })
        {
            fleet.Simulate(MessyMidnight);
            var late = fleet.Known.Skip(20).First();
            fleet.Remove(late.Key);
            fleet.ForgetRemoved();
            await fleet.RunAsync(First);
            await fleet.RunAsync(Second);
            await fleet.AssertAsReferenceAsync(First, Second);
            Assert.All((await fleet.RunAsync(First)).Steps, step => Assert.Equal("Unchanged", step.Status.ToString()));
            fleet.Put(late.Key, late.Value);
            await fleet.RunAsync(First);
            await fleet.RunAsync(Second);
            await fleet.AssertAsReferenceAsync(First, Second);
        }

        foreach (string table in ReferenceSchema.Columns.Keys.Where(table => table != "raw"))
            TableComparison.AssertSame(table, await duckDb.WarehouseRowsAsync(table), await _fleet.WarehouseRowsAsync(table));
    }

    [Fact]
    public async Task Two_dates_that_touch_each_other_are_run_at_once_to_the_rows_of_the_reference()
    {
        _fleet.Simulate(MessyMidnight);

        await Task.WhenAll(_fleet.RunAsync(First), _fleet.RunAsync(Second));

        await _fleet.AssertAsReferenceAsync(First, Second);
    }

    [Fact]
    public async Task Connections_that_are_ended_at_any_time_are_told_and_the_next_run_mends_it()
    {
        var random = new Random(7);
        int ended = 0;
        for (int i = 0; i < 5 || (ended < 5 && i < 50); i++)
        {
            _fleet.Simulate(new FleetOptions { Date = First, StartSecond = i * 20, Seconds = 20, Vehicles = 6, Mess = 0.1 });
            var run = Task.Run(() => _fleet.TryRunAsync(First, new RunOptions(Force: true)), TestContext.Current.CancellationToken);
            while (!run.IsCompleted)
            {
                await Task.Delay(random.Next(5, 400), TestContext.Current.CancellationToken);
                ended += _fleet.Postgres!.EndRuns();
            }

            Assert.All((await run).Steps.Where(step => step.Fault is not null), AssertTold);
            await _fleet.RunAsync(First);
            await _fleet.AssertAsReferenceAsync(First);
        }

        Assert.True(ended >= 5, $"only {ended} connections were ended.");
    }

    [Fact]
    public async Task A_connection_that_is_ended_after_the_old_rows_were_deleted_loses_nothing()
    {
        _fleet.Simulate(new FleetOptions { Date = First, Seconds = 30, Vehicles = 6 });
        await _fleet.RunAsync(First);
        var before = await _fleet.QueryAsync("select count(*) from update_events");
        _fleet.Simulate(new FleetOptions { Date = First, StartSecond = 30, Seconds = 30, Vehicles = 6 });

        // Whoever deletes a state, which comes after the rows, waits long enough to be ended there.
        _fleet.Postgres!.Execute("""
            create sequence stops;
            create function stop() returns trigger language plpgsql as
            $$ begin if nextval('stops') = 1 then perform pg_sleep(60); end if; return old; end $$;
            create trigger stop before delete on fleetlake_partitions for each row when (old.name = 'update_events') execute function stop()
            """);
        var run = _fleet.RunAsync(First);
        for (int i = 0; i < 600 && _fleet.Postgres.Execute($"select 1 from pg_stat_activity where datname = '{_fleet.Postgres.Name}' and wait_event = 'PgSleep'", "postgres").Length == 0; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        var during = await _fleet.QueryAsync("select count(*) from update_events");
        Assert.Equal(1, _fleet.Postgres.EndRuns("wait_event = 'PgSleep'"));

        var step = (await run).Steps.Single(step => step.Id == "load:update_events");
        Assert.Equal(before[0][0], during[0][0]);
        Assert.Equal(2, step.Attempts);
        await _fleet.AssertAsReferenceAsync(First);
    }

    [Fact]
    public async Task A_violation_of_serializable_isolation_as_Redshift_tells_it_is_tried_again()
    {
        _fleet.Simulate(new FleetOptions { Date = First, Seconds = 30, Vehicles = 4 });
        await _fleet.RunAsync(First);
        _fleet.Postgres!.Execute("""
            create sequence violations;
            create function violate() returns trigger language plpgsql as
            $$ begin
              if nextval('violations') <= 3 then
                raise exception '1023' using errcode = 'XX000', detail = 'Serializable isolation violation on table - 100167, transactions forming the cycle are: 1, 2';
              end if;
              return new;
            end $$;
            create trigger violate before insert on fleetlake_partitions for each row execute function violate()
            """);
        _fleet.Simulate(new FleetOptions { Date = First, StartSecond = 30, Seconds = 30, Vehicles = 4 });

        var run = await _fleet.RunAsync(First);

        Assert.All(run.Steps, step => Assert.True(step.Attempts <= 1));
        Assert.True(long.Parse(_fleet.Postgres.Execute("select last_value from violations")[0], System.Globalization.CultureInfo.InvariantCulture) > 3);
        await _fleet.AssertAsReferenceAsync(First);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_old_partitions_or_new_ones()
    {
        _fleet.Simulate(MessyMidnight);
        for (int milliseconds = 300; milliseconds < 3000; milliseconds += 900)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            cancel.CancelAfter(milliseconds);
            try
            {
                await _fleet.TryRunAsync(First, new RunOptions(Force: true), cancellationToken: cancel.Token);
            }
            catch (OperationCanceledException)
            {
                // What the run had come to by then is not the matter here.
            }
        }

        await _fleet.RunAsync(First);
        await _fleet.AssertAsReferenceAsync(First);
    }

    private static FleetOptions MessyMidnight => new() { Date = First, StartSecond = 86_400 - 150, Seconds = 300, Vehicles = 8, Mess = 0.1 };

    private static void AssertTold(StepRecord step)
    {
        Assert.Equal(FaultKind.Transient, step.Fault);
        Assert.Contains("/fleetlake_test_", step.Error, StringComparison.Ordinal);
    }
}
