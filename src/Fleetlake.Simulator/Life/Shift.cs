using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Life;

/// <summary>A register or deregister to be sent.</summary>
internal readonly record struct Notice(long At, EventType Type);

/// <summary>A vehicle's time at work.</summary>
/// <param name="Start">From when it sends positions.</param>
/// <param name="Finish">Until when.</param>
/// <param name="FixFrom">When it has its first fix.</param>
/// <param name="Unfixed">How it tells its location before that.</param>
/// <param name="Notices">What it registers and deregisters, in order of time; not always what it should.</param>
internal sealed record Shift(long Start, long Finish, long FixFrom, FixKind Unfixed, IReadOnlyList<Notice> Notices);
