using System.Runtime.InteropServices;
using Fleetlake.Cli;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await FleetlakeCommand.RunAsync(args, CommandHost.OfProcess(), stop.Token);

// The first signal stops cleanly; a second one ends the process as the system does.
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested)
        return;
    signal.Cancel = true;
    stop.Cancel();
}
