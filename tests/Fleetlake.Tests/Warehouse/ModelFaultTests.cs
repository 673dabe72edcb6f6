using Xunit;

namespace Fleetlake.Tests.Warehouse;

public sealed class ModelFaultTests
{
    [Theory]
    [InlineData("-- description: updates by organization\n", "", "1: the header has no \"description\"")]
    [InlineData("-- reads:", "-- read:", "3: \"read\" is no key of a header; expected one of model, description, reads")]
    [InlineData("-- order by: organization_id", "-- order by: organization_id\n-- order by: updates", "11: \"order by\" stands twice, first in line 10")]
    [InlineData("-- partition by: date", "-- hello\n-- partition by: date", "9: \"-- hello\" is no header line")]
    [InlineData("-- partition by: date", "-- partition by: organization_id", "9: partitioned by \"organization_id\"; expected \"date\"")]
    [InlineData("updates bigint", "updates int", "7: \"int\" is no type of a column; expected one of text, timestamp, double, date, bigint, binary")]
    [InlineData("updates bigint", "Updates bigint", "7: \"Updates\" is no identifier; expected a-z, 0-9 and _")]
    [InlineData("updates bigint", "organization_id bigint", "7: the column \"organization_id\" stands twice")]
    [InlineData("updates bigint", "updates bigint maybe", "7: \"updates bigint maybe\" is no column")]
    [InlineData("--   date date\n", "", "4: the columns have no \"date date\"")]
    [InlineData("update_events 0", "update_events -1...0", "3: \"-1...0\" is no window of dates")]
    [InlineData("update_events 0", "update_events 1..-1", "3: \"1..-1\" is no window of dates")]
    [InlineData("update_events 0", "update_events", "3: \"update_events\" is no read; expected \"table window\"")]
    [InlineData("reads: update_events 0", "reads: updates 0", "3: there is no table \"updates\" to read; expected one of counts, create_events, delete_events")]
    [InlineData("-- reads: update_events 0", "-- reads: update_events 0\n-- reads: update_events all", "4: \"update_events\" is read twice")]
    [InlineData("-- reads: update_events 0", "-- reads: update_events 0\n-- reads: create_events all", "4: \"create_events\" is declared and never used")]
    [InlineData("{{ update_events }}", "{{ create_events }}", "18: {{ create_events }} is not declared; expected a line \"-- reads: create_events …\" or one of dates, update_events")]
    [InlineData("{{ update_events }}", "{{ this }} join {{ update_events }}", "18: {{ this }} is not declared")]
    [InlineData("{{ update_events }}", "{{ update_events", "18: \"{{\" is not closed")]
    [InlineData("{{ update_events }}", "{{ update_events {{ x }}", "18: \"{{\" is not closed")]
    [InlineData("{{ update_events }}", "{{ update events }} {{ update_events }}", "18: \"{{ update events }}\" is no tag")]
    [InlineData("count(*)", "{{ metres(1, 2) }}", "16: there is no snippet \"metres\"; expected one of add_days, seconds_between, start_of_day")]
    [InlineData("count(*)", "{{ add_days(u.date) }}", "16: add_days has 1 arguments; expected 2: add_days(date, days)")]
    [InlineData("count(*)", "{{ add_days(u.date, (1) }}", "16: \"{{ add_days(u.date, (1) }}\" is no tag")]
    [InlineData("count(*)", "{{ add_days(u.date, ) }}", "16: \"{{ add_days(u.date, ) }}\" is no tag")]
    [InlineData("order by: organization_id", "order by: organisation_id", "10: ordered by \"organisation_id\", which is no column; expected one of date, organization_id, updates, note")]
    [InlineData("order by: organization_id", "order by: note", "10: ordered by \"note\", which may be null")]
    [InlineData("not_null organization_id", "not_null vehicle", "11: the test is over \"vehicle\", which is no column of the model")]
    [InlineData("not_null organization_id", "unique updates, vehicle", "11: the test is over \"vehicle\"")]
    [InlineData("not_null organization_id", "between updates 9 0", "11: \"between updates 9 0\" is no test; expected \"not_null a, b\"")]
    [InlineData("not_null organization_id", "positive updates", "11: \"positive updates\" is no test")]
    [InlineData("not_null organization_id", "references organization_id in create_events", "11: the test is over \"create_events\", which the model does not read; expected one of update_events")]
    [InlineData("not_null organization_id", "references updates in update_events", "11: the test is over \"updates\", which is no column of update_events")]
    [InlineData("not_null organization_id", "query \"no x\": select * from {{ x }}", "11: {{ x }} is not declared")]
    [InlineData("group by u.date, u.organization_id", "group by u.date, u.organization_id;", "19: the query ends with \";\"")]
    [InlineData("model: counts", "model: count", "1: the model is named \"count\"; expected \"counts\", as its file")]
    public void A_fault_is_told_with_its_line(string find, string replacement, string fault)
    {
        using var files = new ModelFiles().Add("counts.sql", ModelFiles.Good("counts", find, replacement));

        Assert.Contains(files.Faults(), line => line.StartsWith("counts.sql:" + fault, StringComparison.Ordinal));
    }

    [Fact]
    public void The_model_without_a_change_has_no_fault()
    {
        using var files = new ModelFiles().Add("counts.sql", ModelFiles.Good("counts"));

        Assert.Equal("counts", Assert.Single(files.Read().Models).Name);
    }

    [Theory]
    [InlineData("update_events", "1: \"update_events\" is the name of something else")]
    [InlineData("fleetlake_partitions", "1: \"fleetlake_partitions\" is the name of something else")]
    [InlineData("dates", "1: \"dates\" is the name of something else")]
    [InlineData("Counts", "1: \"Counts\" is no identifier")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", "1: \"a2345678901234567890")]
    public void A_model_cannot_take_every_name(string name, string fault)
    {
        using var files = new ModelFiles().Add($"{name}.sql", ModelFiles.Good(name));

        Assert.StartsWith($"{name}.sql:{fault}", files.Faults()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_cannot_hold_one_model()
    {
        using var files = new ModelFiles().Add("a/counts.sql", ModelFiles.Good("counts")).Add("b/counts.sql", ModelFiles.Good("counts"));

        Assert.Equal($"b/counts.sql:1: the model \"counts\" is already in {files.Path}/a/counts.sql; expected each name once.".Replace(files.Path + "/", "", StringComparison.Ordinal), Assert.Single(files.Faults()));
    }

    [Fact]
    public void A_circle_is_named_in_full()
    {
        using var files = new ModelFiles()
            .Add("a.sql", ModelFiles.Good("a", "update_events", "b"))
            .Add("b.sql", ModelFiles.Good("b", "update_events", "c"))
            .Add("c.sql", ModelFiles.Good("c", "update_events", "b"));

        Assert.Equal("b.sql:3: models read each other in a circle: b → c → b.", Assert.Single(files.Faults()));
    }

    [Fact]
    public void All_faults_of_all_files_are_told_at_once()
    {
        using var files = new ModelFiles()
            .Add("a.sql", ModelFiles.Good("a", "updates bigint", "updates int").Replace("order by: organization_id", "order by: x", StringComparison.Ordinal))
            .Add("b.sql", ModelFiles.Good("b", "update_events 0", "update_events never"))
            .Add("snippets/half.sql", "-- a half\n1 / 2");

        Assert.Equal(
            ["a.sql:7", "a.sql:10", "b.sql:3", "b.sql:18", "snippets/half.sql:1"],
            files.Faults().Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("-- a half\n{{ x }} / 2", "1: the first line is \"-- a half\"; expected \"-- snippet: half(argument, …)\"")]
    [InlineData("-- snippet: third(x)\n{{ x }} / 3", "1: the snippet is named \"third\"; expected \"half\"")]
    [InlineData("-- snippet: half(x, x)\n{{ x }} / 2", "1: \"x, x\" names an argument twice")]
    [InlineData("-- snippet: half(x)\n{{ y }} / 2", "2: \"{{ y }}\" is no argument of the snippet; expected one of x")]
    [InlineData("-- snippet: half(x)\n", "1: the snippet ends after its header")]
    [InlineData("-- snippet: half(x)\n{{ x }} -- whole\n/ 2", "2: a comment stands in the expression")]
    public void A_fault_of_a_snippet_is_told_with_its_line(string text, string fault)
    {
        using var files = new ModelFiles().Add("snippets/half.sql", text);

        Assert.StartsWith("snippets/half.sql:" + fault, Assert.Single(files.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_the_callers_fault()
    {
        var exception = Assert.Throws<FleetlakeException>(() => Fleetlake.Warehouse.Models.ModelCatalog.FromFolder("nowhere/at/all", StagedTables.All));

        Assert.Equal((FaultKind.Caller, "No folder of models at nowhere/at/all; expected one with files like name.sql."), (exception.Kind, exception.Message));
    }
}
