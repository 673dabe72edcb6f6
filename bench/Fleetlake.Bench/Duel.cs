using Fleetlake.Bench.Agreement;
using Fleetlake.Bench.Contenders;
using Fleetlake.Bench.Days;

namespace Fleetlake.Bench;

/// <summary>The product and the peer by turns on one day, and whether they agree each time.</summary>
internal sealed class Duel(SimulatedDay day, string root)
{
    private readonly FleetlakeContender _product = new();
    private readonly DuckDbContender _peer = new();

    /// <summary>Whether it tells on the way what each took.</summary>
    public bool IsTimed { get; init; }

    public (Measurements Product, Measurements Peer) Run(int repeat)
    {
        var (product, peer) = (new List<Outcome>(), new List<Outcome>());
        for (int i = 0; i < repeat; i++)
        {
            // Who comes second finds what the first has left in the machine: they take turns.
            var order = i % 2 == 0 ? new (IContender, List<Outcome>)[] { (_product, product), (_peer, peer) } : [(_peer, peer), (_product, product)];
            foreach (var (contender, outcomes) in order)
                outcomes.Add(Run(contender));
            EnsureAgree(product[i], peer[i]);
        }

        Directory.Delete(Folder(_product), recursive: true);
        Directory.Delete(Folder(_peer), recursive: true);
        return (new(_product.Name, day, product), new(_peer.Name, day, peer));
    }

    /// <summary>The product alone, once.</summary>
    public Measurements RunProduct()
    {
        var outcome = Run(_product);
        Directory.Delete(Folder(_product), recursive: true);
        return new(_product.Name, day, [outcome]);
    }

    private Outcome Run(IContender contender)
    {
        string folder = Folder(contender);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var outcome = contender.Run(day, folder);
        if (IsTimed)
            Progress.Say($"{contender.Name}: {Units.Seconds(outcome.Usage.WallSeconds)}, {Units.Seconds(outcome.Usage.CpuSeconds)} of processors, peak {Units.Bytes(outcome.Usage.PeakBytes)}");
        return outcome;
    }

    private void EnsureAgree(Outcome product, Outcome peer)
    {
        using var comparison = new Comparison(At(_product, _product.Database), At(_peer, _peer.Database));
        List<string> differences =
        [
            .. comparison.RawDifferences(At(_product, _product.RawFiles), At(_peer, _peer.RawFiles)),
            .. ComparedTable.All().SelectMany(comparison.Differences),
        ];
        if (!Comparison.IsClose(product.AverageMeters, peer.AverageMeters))
            differences.Add(FormattableString.Invariant($"the answer: {product.AverageMeters:R} m of product, {peer.AverageMeters:R} m of peer"));
        if (differences.Count > 0)
            throw new BenchException($"product and peer do not agree; their folders are kept.\n  {string.Join("\n  ", differences)}");
        Progress.Say($"they agree, raw, staged tables, models and answer: {product.AverageMeters:0.000} m");
    }

    private string Folder(IContender contender) => Path.Combine(root, contender.Name.Replace(' ', '-').ToLowerInvariant());

    private string At(IContender contender, string name) => Path.Combine(Folder(contender), name);
}
