using Fleetlake.Simulator;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Tests.Reference;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Warehouse;

/// <summary>Two messy days on which every question has an answer, and the answers that the reference's rows give.</summary>
internal static class QuestionCase
{
    public static readonly DateOnly First = new(2019, 6, 1);
    public static readonly DateOnly Second = First.AddDays(1);

    private const int Longest = 20;

    /// <summary>Puts the feed of both days, most of it around the midnight between them.</summary>
    public static void Put(FleetCase fleet)
    {
        fleet.Simulate(new FleetOptions { Date = First, StartSecond = 86_400 - 300, Seconds = 600, Vehicles = 12, Mess = 0.1 });
        // A vehicle that is in operation without a word, and one that is far away a second later, to microseconds, then
        // drives 80 m/s, then 60.
        fleet.Put("2019-06-01-0-0-0-events.json", string.Join('\n',
            ReferenceCase.Vehicle("register", "1T00:00:00"), ReferenceCase.Period("create", "1T00:00:00", "1T00:00:00", "2T12:00:00"),
            ReferenceCase.Update("1T01:00:00.000125", 52.5, 13.4, "far"), ReferenceCase.Update("1T01:00:01", 53.5, 13.4, "far"),
            ReferenceCase.Update("1T01:00:11", 53.5072, 13.4, "far"), ReferenceCase.Update("1T01:00:21", 53.5126, 13.4, "far")));
    }

    /// <summary>The reference's tables of a fleet's two days.</summary>
    public static ReferenceTables Reference(FleetCase fleet) => ReferenceLake.Compute(fleet.Known, [First, Second], new ReferenceOptions());

    /// <summary>Asks every question and fails unless each has the reference's answer.</summary>
    /// <param name="tables">The reference's tables.</param>
    /// <param name="ask">Gives the rows that an engine answers.</param>
    public static async Task AssertAnswersAsync(ReferenceTables tables, Func<Question, Task<List<object?[]>>> ask)
    {
        var answers = Answers(tables);
        Assert.Equal(answers.Keys.Order(StringComparer.Ordinal), Question.BuiltIn.Select(question => question.Name));
        foreach (var question in Question.BuiltIn)
        {
            Assert.NotEmpty(answers[question.Name]);
            var found = (await ask(question)).ConvertAll(row => row.Select(TableComparison.Plain).ToArray());
            // The reference has no reason codes: of rejected lines it knows how many there are.
            if (question.Name == "rejected_by_reason")
                found = [.. found.GroupBy(row => row[0]).Select(day => (object?[])[day.Key, day.Sum(row => (long)row[2]!), day.Select(row => (string)row[3]!).Min(StringComparer.Ordinal)])];
            Assert.Equal(answers[question.Name].Select(Text), found.Select(Text));
        }
    }

    private static Dictionary<string, List<object?[]>> Answers(ReferenceTables tables) => new(StringComparer.Ordinal)
    {
        ["distance_per_operating_period"] = [[ReferenceLake.ReferenceAnswer(tables), (long)Pairs(tables).Count]],
        ["distance_by_operating_period"] =
        [
            .. Pairs(tables).GroupBy(pair => (pair.Organization, pair.Period)).OrderBy(period => period.Key.Organization, StringComparer.Ordinal)
                .ThenBy(period => period.Key.Period, StringComparer.Ordinal)
                .Select(period => (object?[])[
                    period.Key.Organization, period.Key.Period, (long)period.Count(), period.Sum(pair => pair.Positions), period.Average(pair => pair.Meters)]),
        ],
        ["longest_days"] =
        [
            .. tables.VehicleDailyDistance.OrderByDescending(row => row.DrivenMeters).ThenBy(row => row.Date)
                .ThenBy(row => row.OrganizationId, StringComparer.Ordinal).ThenBy(row => row.VehicleId, StringComparer.Ordinal).Take(Longest)
                .Select(row => (object?[])[row.Date, row.OrganizationId, row.VehicleId, row.Positions, row.DrivenMeters]),
        ],
        ["silent_vehicles"] =
        [
            .. tables.OperatingPeriodDistance.Where(row => row.Positions == 0).OrderBy(row => row.Date).ThenBy(row => row.OrganizationId, StringComparer.Ordinal)
                .ThenBy(row => row.OperatingPeriodId, StringComparer.Ordinal).ThenBy(row => row.VehicleId, StringComparer.Ordinal)
                .Select(row => (object?[])[row.Date, row.OrganizationId, row.OperatingPeriodId, row.VehicleId]),
        ],
        ["fleet_by_day"] =
        [
            .. tables.VehicleDailyDistance.GroupBy(row => row.Date).OrderBy(day => day.Key).Select(day => (object?[])[
                day.Key, (long)day.Count(), day.Sum(row => row.Positions), day.Sum(row => row.DrivenMeters), day.Average(row => row.DrivenMeters)]),
        ],
        ["implausible_jumps"] =
        [
            .. tables.VehiclePositionData.Where(row => row.DrivenMeters > 70 * row.SecondsSincePrevious).OrderByDescending(row => row.DrivenMeters)
                .ThenBy(row => row.OrganizationId, StringComparer.Ordinal).ThenBy(row => row.VehicleId, StringComparer.Ordinal).ThenBy(row => row.UpdatedAt).Take(Longest)
                .Select(row => (object?[])[row.Date, row.OrganizationId, row.VehicleId, row.UpdatedAt, row.DrivenMeters, row.SecondsSincePrevious]),
        ],
        ["rejected_by_reason"] =
        [
            .. tables.Rejected.GroupBy(row => row.SourceDate).OrderBy(day => day.Key)
                .Select(day => (object?[])[day.Key, (long)day.Count(), day.Select(row => row.SourceObject).Min(StringComparer.Ordinal)]),
        ],
    };

    private static List<(string Organization, string Period, long Positions, double Meters)> Pairs(ReferenceTables tables) =>
    [
        .. tables.OperatingPeriodDistance.GroupBy(row => (row.OrganizationId, row.OperatingPeriodId, row.VehicleId))
            .Select(pair => (pair.Key.OrganizationId, pair.Key.OperatingPeriodId, pair.Sum(row => row.Positions), pair.Sum(row => row.DrivenMeters))),
    ];

    // Metres are the same to a micrometre; everything else is compared exactly.
    private static string Text(object?[] row) => string.Join('|', row.Select(cell => cell switch
    {
        double number => Math.Round(number, 6).ToString(System.Globalization.CultureInfo.InvariantCulture),
        DateOnly date => $"{date:yyyy-MM-dd}",
        _ => Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture),
    }));
}
