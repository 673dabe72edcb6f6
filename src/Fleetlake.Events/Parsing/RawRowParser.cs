using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Json;

namespace Fleetlake.Events.Parsing;

/// <summary>
/// Reads the <c>data</c> of rows that are in raw already, by the same rules as <see cref="LineParser"/>: staging made from
/// raw and staging made from lines is the same to the row. Not for several threads at once.
/// </summary>
public sealed class RawRowParser
{
    private readonly ContractReader _contract = new();

    /// <summary>After a refusal: its code of <see cref="Reason"/>, and found and expected.</summary>
    public (string Code, string Detail) Refusal =>
        (_contract.Reader.Rejection.Code, _contract.Reader.Rejection.Describe(_contract.Reader.FailedMember));

    /// <summary>Adds the staged row of a raw row to a batch.</summary>
    /// <param name="batch">Where the row goes.</param>
    /// <param name="contract">The contract of the row's envelope.</param>
    /// <param name="data"><c>data</c> verbatim; empty when the line had none.</param>
    /// <param name="at">The event's instant, in microseconds since 1970.</param>
    /// <param name="organizationId">The organization, in UTF-8.</param>
    /// <returns>False when <c>data</c> breaks its contract.</returns>
    public bool TryStage(
        EventBatch batch, EventContract contract, ReadOnlySpan<byte> data, long at, ReadOnlySpan<byte> organizationId)
    {
        DataFields fields = default;
        JsonValue whole = default;
        var scanner = new JsonScanner(data);
        if (data.Length > 0 && !DataFields.Read(ref scanner, data, 1, out fields, out whole))
            return _contract.Reader.Refuse("data", Reason.InvalidJson, ValueReader.Snippet(data), "JSON");
        if (!_contract.TryRead(contract, data, fields, whole))
            return false;
        batch.StagedFor(contract, at).Add(
            batch.Texts.Intern(_contract.Id), at, batch.Texts.Intern(organizationId), _contract.Values, _contract.Nulls);
        return true;
    }
}
