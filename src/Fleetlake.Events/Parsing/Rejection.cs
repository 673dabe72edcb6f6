namespace Fleetlake.Events.Parsing;

/// <summary>Why a line or a value is refused.</summary>
/// <param name="Code">One of <see cref="Reason"/>.</param>
/// <param name="Found">What was there.</param>
/// <param name="Expected">What the contract says.</param>
internal readonly record struct Rejection(string Code, string Found, string Expected)
{
    public string Describe(string? member) =>
        member is null ? $"found {Found}, expected {Expected}" : $"{member}: found {Found}, expected {Expected}";
}
