using Fleetlake;
using Fleetlake.Aws;
using Fleetlake.Aws.Configuration;

try
{
    var settings = StackSettings.Read(Environment.GetEnvironmentVariables());
    FleetlakeApp.Create(settings, Directory.GetCurrentDirectory()).Synth();
    return 0;
}
catch (FleetlakeException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}
