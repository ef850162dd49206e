namespace Telephony.Media.Processes;

/// <summary>One run of another program, and how far it may go.</summary>
/// <param name="Program">Its path, or a name that is looked for in PATH.</param>
public sealed record ChildRun(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Written to its standard input, which is closed behind it.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Read to its end instead of <see cref="Input"/>; stays open.</summary>
    public Stream? InputFrom { get; init; }

    /// <summary>Gets what the program writes, instead of <see cref="ChildOutcome.Ended.Output"/> and without a bound; stays open.</summary>
    public Stream? OutputTo { get; init; }

    /// <summary>It is killed, with its children, when it takes longer.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>It is killed when it writes more.</summary>
    public int MaxOutputBytes { get; init; } = 64 << 20;
}

/// <summary>What became of a run.</summary>
public abstract record ChildOutcome
{
    /// <param name="Complaint">The last line of its standard error; empty when it had none.</param>
    public sealed record Ended(int ExitCode, byte[] Output, string Complaint) : ChildOutcome;

    /// <summary>No such program here.</summary>
    public sealed record NotInstalled(string Program) : ChildOutcome;

    public sealed record TimedOut(TimeSpan Limit) : ChildOutcome;

    public sealed record TooMuchOutput(int MaxBytes) : ChildOutcome;
}
