using Fleetlake.Events.Contracts;
using Fleetlake.Lake;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Planning;

/// <summary>What a step does.</summary>
public enum StepKind
{
    /// <summary>Takes the source date's objects into raw and judges every line.</summary>
    Extract,

    /// <summary>Stages an event type for every event date that the source date touches.</summary>
    Stage,

    /// <summary>Loads a staged table's partitions into the warehouse.</summary>
    Load,

    /// <summary>Builds a model for every date that the source date changes.</summary>
    Model,

    /// <summary>Runs a model's tests on what was built.</summary>
    Check,
}

/// <summary>One step of a plan.</summary>
/// <param name="Id">Its name, once in a plan.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Target">The event type, table or model; empty for extract.</param>
/// <param name="DependsOn">The steps that have to be done before.</param>
public sealed record PlanStep(string Id, StepKind Kind, string Target, IReadOnlyList<string> DependsOn);

/// <summary>
/// The steps of a run in an order in which they can be done. It names steps and tables and no event dates: which those are
/// is found when a step begins. What is printed is what runs.
/// </summary>
/// <param name="Steps">The steps, each after those it depends on.</param>
public sealed record Plan(IReadOnlyList<PlanStep> Steps)
{
    /// <summary>The plan over all event types and models.</summary>
    public static Plan Of(ModelCatalog models)
    {
        const string extract = "extract";
        var steps = new List<PlanStep> { new(extract, StepKind.Extract, "", []) };
        var tableSteps = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var contract in EventContracts.All)
            steps.Add(new PlanStep($"stage:{contract.Event}", StepKind.Stage, contract.Event, [extract]));
        foreach (var contract in EventContracts.All)
            steps.Add(Load(contract.Table.Name, $"stage:{contract.Event}"));
        steps.Add(Load(LakeLayout.RejectedTable, extract));
        foreach (var model in models.Models)
        {
            string[] reads = [.. model.Reads.Select(read => tableSteps[read.Table])];
            steps.Add(new PlanStep(tableSteps[model.Name] = $"model:{model.Name}", StepKind.Model, model.Name, reads));
        }

        // A test may look at any table that its model reads, so all models come first.
        foreach (var model in models.Models)
            steps.Add(new PlanStep($"check:{model.Name}", StepKind.Check, model.Name, [$"model:{model.Name}"]));
        return new Plan(steps);

        PlanStep Load(string table, string dependsOn) =>
            new(tableSteps[table] = $"load:{table}", StepKind.Load, table, [dependsOn]);
    }
}
