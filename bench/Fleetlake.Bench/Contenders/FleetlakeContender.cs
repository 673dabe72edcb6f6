using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;
using Fleetlake.Pipeline.History;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Bench.Contenders;

/// <summary>The product as people run it: two calls of the command, with no configuration.</summary>
/// <param name="program">The command.</param>
internal sealed class FleetlakeContender(string program) : IContender
{
    private const string QuestionName = "distance_per_operating_period";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public string Name => "Fleetlake";

    public string Database => Path.Combine("lake", "warehouse.duckdb");

    public string RawFiles => "lake/raw/date=*/event=*/*.parquet";

    public Outcome Run(SimulatedDay day, string folder)
    {
        string date = BenchOptions.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (record, running) = MeasuredProgram.Run(
            program, folder, "run", "--date", date, "--source", day.Folder, "--format", "json");
        string question = Question.BuiltIn.Single(each => each.Name == QuestionName).Sql;
        var (answer, asking) = MeasuredProgram.Run(program, folder, "query", "--format", "json", "--", question);
        return new Outcome(running.Then(asking), Parts(JsonSerializer.Deserialize<RunRecord>(record, Json)!, running, asking), Average(answer));
    }

    private static List<Part> Parts(RunRecord run, Usage running, Usage asking) =>
    [
        .. run.Steps.Select(step => new Part(step.Id, step.Seconds)),
        new Part("start and end of the process", running.WallSeconds - run.Steps.Sum(step => step.Seconds)),
        new Part("query", asking.WallSeconds),
    ];

    private static double Average(string rows)
    {
        using var json = JsonDocument.Parse(rows);
        return json.RootElement[0].GetProperty("average_meters").GetDouble();
    }
}
