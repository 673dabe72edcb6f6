namespace Fleetlake.Aws.Configuration;

/// <summary>Which memory goes with which CPU on Fargate (Amazon ECS developer guide, "Task CPU and memory").</summary>
internal static class FargateSizes
{
    private const int GiB = 1024;

    public static bool Fit(int cpu, int memoryMiB)
    {
        var (min, max, step) = Range(cpu);
        return cpu == 256 ? memoryMiB is 512 or GiB or 2 * GiB : memoryMiB >= min && memoryMiB <= max && memoryMiB % step == 0;
    }

    public static string Of(int cpu)
    {
        var (min, max, step) = Range(cpu);
        return cpu == 256 ? "512, 1024 or 2048" : $"{min} to {max} in steps of {step}";
    }

    private static (int Min, int Max, int Step) Range(int cpu) => cpu switch
    {
        256 => (512, 2 * GiB, GiB),
        512 => (GiB, 4 * GiB, GiB),
        1024 => (2 * GiB, 8 * GiB, GiB),
        2048 => (4 * GiB, 16 * GiB, GiB),
        4096 => (8 * GiB, 30 * GiB, GiB),
        8192 => (16 * GiB, 60 * GiB, 4 * GiB),
        _ => (32 * GiB, 120 * GiB, 8 * GiB),
    };
}
