using Fleetlake.Bench;
using Fleetlake.Bench.Contenders;
using Fleetlake.Bench.Parts;
using Fleetlake.Bench.Processes;

// The first two are this program as its own child: the one that counts what a process uses, and the peer.
return args switch
{
    [MeasuringProcess.Verb, .. var rest] => MeasuringProcess.Run(rest),
    [PeerProcess.Verb, .. var rest] => PeerProcess.Run(rest),
    [PartsBenchmark.Verb] => PartsBenchmark.Run(),
    _ => BenchCommand.Create().Parse(args).Invoke(),
};
