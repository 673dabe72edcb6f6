using Fleetlake.Bench.Agreement;
using Fleetlake.Bench.Contenders;
using Fleetlake.Bench.Days;

namespace Fleetlake.Bench;

/// <summary>The product and its peers by turns on one day, and whether they agree each time.</summary>
/// <param name="day">The day.</param>
/// <param name="program">The command.</param>
/// <param name="root">Where each has its folder.</param>
/// <param name="clickHouse">What takes the arguments of <c>clickhouse local</c>; null leaves that peer out.</param>
internal sealed class Duel(SimulatedDay day, string program, string root, string? clickHouse = null)
{
    private readonly FleetlakeContender _product = new(program);
    private readonly IContender[] _peers =
    [
        new DuckDbContender("DuckDB SQL, same steps", "duckdb-contract"),
        new DuckDbContender("DuckDB SQL, on trust", "duckdb"),
        .. clickHouse is null ? Array.Empty<IContender>() : [new ClickHouseContender(clickHouse)],
    ];

    /// <summary>Whether it tells on the way what each took.</summary>
    public bool IsTimed { get; init; }

    public (Measurements Product, IReadOnlyList<Measurements> Peers) Run(int repeat)
    {
        var contenders = new List<IContender> { _product };
        contenders.AddRange(_peers);
        var outcomes = contenders.ToDictionary(contender => contender, _ => new List<Outcome>());
        for (int i = 0; i < repeat; i++)
        {
            // Who comes second finds what the first has left in the machine: they take turns.
            for (int j = 0; j < contenders.Count; j++)
            {
                var contender = contenders[(i + j) % contenders.Count];
                outcomes[contender].Add(Run(contender));
            }

            foreach (var peer in _peers)
                EnsureAgree(outcomes[_product][i], peer, outcomes[peer][i]);
        }

        foreach (var contender in contenders)
            Directory.Delete(Folder(contender), recursive: true);
        return (new(_product.Name, day, outcomes[_product]), [.. _peers.Select(peer => new Measurements(peer.Name, day, outcomes[peer]))]);
    }

    /// <summary>The product alone.</summary>
    public Measurements RunProduct(int repeat)
    {
        Outcome[] outcomes = [.. Enumerable.Range(0, repeat).Select(_ => Run(_product))];
        Directory.Delete(Folder(_product), recursive: true);
        return new(_product.Name, day, outcomes);
    }

    private Outcome Run(IContender contender)
    {
        string folder = Folder(contender);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        if (IsTimed)
            day.Warm();
        var outcome = contender.Run(day, folder);
        if (IsTimed)
            Progress.Say($"{contender.Name}: {Units.Seconds(outcome.Usage.WallSeconds)}, {Units.Seconds(outcome.Usage.CpuSeconds)} of processors, peak {Units.Bytes(outcome.Usage.PeakBytes)}");
        return outcome;
    }

    private void EnsureAgree(Outcome product, IContender other, Outcome peer)
    {
        using var comparison = new Comparison(At(_product, _product.Database), At(other, other.Database));
        List<string> differences =
        [
            .. comparison.RawDifferences(At(_product, _product.RawFiles), At(other, other.RawFiles)),
            .. ComparedTable.All().SelectMany(comparison.Differences),
        ];
        if (!Comparison.IsClose(product.AverageMeters, peer.AverageMeters))
            differences.Add(FormattableString.Invariant($"the answer: {product.AverageMeters:R} m of product, {peer.AverageMeters:R} m of peer"));
        if (differences.Count > 0)
            throw new BenchException($"product and {other.Name} do not agree; their folders are kept.\n  {string.Join("\n  ", differences)}");
        Progress.Say($"they agree, raw, staged tables, models and answer: {product.AverageMeters:0.000} m");
    }

    private string Folder(IContender contender) => Path.Combine(root, contender.Name.Replace(",", "", StringComparison.Ordinal).Replace(' ', '-').ToLowerInvariant());

    private string At(IContender contender, string name) => Path.Combine(Folder(contender), name);
}
