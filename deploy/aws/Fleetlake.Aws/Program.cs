using Fleetlake;
using Fleetlake.Aws;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.Permissions;
using Fleetlake.Aws.Preflight;

// synth is what the CDK calls, the others are for the script.
try
{
    var environment = Environment.GetEnvironmentVariables();
    var settings = StackSettings.Read(environment);
    string root = Environment.GetEnvironmentVariable("FLEETLAKE_ROOT") ?? Directory.GetCurrentDirectory();
    switch (args)
    {
        case ["synth"]:
            FleetlakeApp.Create(settings, root).Synth();
            return 0;
        case ["policy"]:
            Console.Write(DeployPolicy.Print(settings, FleetlakeApp.Create(settings, root, Directory.CreateTempSubdirectory().FullName).Synth().Directory));
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
            Console.WriteLine($"arn:aws:iam::{settings.Account}:policy/{settings.Name(DeployPolicy.Purpose)}");
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
