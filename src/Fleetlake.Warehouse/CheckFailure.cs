namespace Fleetlake.Warehouse;

/// <summary>A test of a model that a partition does not pass.</summary>
/// <param name="Model">The model.</param>
/// <param name="Date">The partition.</param>
/// <param name="Test">The test as its file says it.</param>
/// <param name="FailingRows">How many rows break it.</param>
/// <param name="Examples">A few of them, each as <c>column=value, …</c>.</param>
public sealed record CheckFailure(string Model, DateOnly Date, string Test, long FailingRows, IReadOnlyList<string> Examples);
