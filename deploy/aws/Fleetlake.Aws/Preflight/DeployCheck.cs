using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Preflight;

/// <summary>Finds what would fail in the middle of a deploy before it begins.</summary>
internal static class DeployCheck
{
    /// <summary>What is wrong and what to do; empty when nothing is.</summary>
    /// <param name="settings">What is to be deployed.</param>
    /// <param name="account">Where to.</param>
    /// <param name="environment">The environment, in which a region may be named as well.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(StackSettings settings, IAccount account, System.Collections.IDictionary environment)
    {
        var faults = new List<string>();
        foreach (string name in new[] { "AWS_REGION", "AWS_DEFAULT_REGION" })
        {
            if (environment[name] is string { Length: > 0 } region && region != settings.Region)
                faults.Add($"{name}: found {region}, expected {settings.Region} as in {SettingKeys.Region.Name}, or nothing");
        }

        string found;
        try
        {
            found = await account.IdentifyAsync();
        }
        catch (FleetlakeException fault)
        {
            return [.. faults, fault.Message];
        }

        // In a wrong account everything else would look wrong too.
        if (found != settings.Account)
            return [.. faults, $"credentials: they are of account {found}, expected {settings.Account} as in {SettingKeys.Account.Name}; use others, or change that"];
        await JudgeSourceAsync(settings, account, faults);
        foreach (var (bucket, stack) in settings.Buckets)
            JudgeOwn(settings, bucket, stack, await account.FindBucketAsync(bucket), faults);
        return faults;
    }

    private static async Task JudgeSourceAsync(StackSettings settings, IAccount account, List<string> faults)
    {
        var source = await account.FindBucketAsync(settings.SourceBucket);
        if (source.Owner == BucketOwner.None)
            faults.Add($"{SettingKeys.Source.Name}: found no bucket {settings.SourceBucket}; name the one with the event files");
        else if (source.Region is { Length: > 0 } region && region != settings.Region)
            faults.Add($"{SettingKeys.Source.Name}: the bucket {settings.SourceBucket} is in {region}, expected {settings.Region}; set {SettingKeys.Region.Name} to {region}, or copy the files");
    }

    private static void JudgeOwn(StackSettings settings, string bucket, string stack, BucketState state, List<string> faults)
    {
        string remedy = $"set {SettingKeys.Project.Name} or {SettingKeys.Environment.Name} to something else";
        if (state.Owner == BucketOwner.Others)
            faults.Add($"{bucket}: the name of this bucket is taken by another account; {remedy}");
        else if (state.Owner == BucketOwner.Ours && state.Stack is { } found && found != stack)
            faults.Add($"{bucket}: this bucket belongs to the stack {found}, expected {stack}; {remedy}");
        else if (state.Owner == BucketOwner.Ours && state.Region is { Length: > 0 } region && region != settings.Region)
            faults.Add($"{bucket}: this bucket is in {region}, expected {settings.Region}; {remedy}");
    }
}
