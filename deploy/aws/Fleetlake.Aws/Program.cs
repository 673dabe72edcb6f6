using Fleetlake;
using Fleetlake.Aws;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;
using Fleetlake.Aws.Preflight;

// synth is what the CDK calls, the others are for the script.
string root = Environment.GetEnvironmentVariable("FLEETLAKE_ROOT") ?? Directory.GetCurrentDirectory();
try
{
    var environment = Environment.GetEnvironmentVariables();
    var settings = StackSettings.Read(environment);
    switch (args)
    {
        case ["synth"]:
            FleetlakeApp.Create(settings, root).Synth();
            return 0;
        case ["policy"]:
            Console.Write(DeployPolicy.Print(settings, Synthesise(settings)));
            return 0;
        case ["policy", var part]:
            Console.Write(DeployPolicy.Print(settings, Synthesise(settings), int.TryParse(part, out int number) ? number : 0));
            return 0;
        case ["check"]:
            var faults = await DeployCheck.RunAsync(settings, new AwsAccount(settings.Region), environment);
            if (faults.Count > 0)
                throw new FleetlakeException(FaultKind.Caller, $"nothing was deployed, for {faults.Count} reason(s):\n  {string.Join("\n  ", faults)}");
            return 0;
        case ["environment"]:
            Console.WriteLine($"aws://{settings.Account}/{settings.Region}");
            return 0;
        case ["stacks", var design]:
            Console.WriteLine(string.Join(' ', FleetlakeApp.NamesOf(settings, design)));
            return 0;
        case ["deploy-policy"]:
            Console.WriteLine(string.Join(',', DeployPolicy.Arns(settings)));
            return 0;
        default:
            throw new FleetlakeException(FaultKind.Caller, $"found \"{string.Join(' ', args)}\", expected synth, check, policy, environment, stacks or deploy-policy");
    }
}
catch (FleetlakeException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}

string Synthesise(StackSettings settings) => FleetlakeApp.Create(settings, root, Directory.CreateTempSubdirectory().FullName).Synth().Directory;
