namespace Telephony.Simulator.Numbers;

/// <summary>How the simulator treats orders for numbers.</summary>
public enum SimulatorManner
{
    /// <summary>At once, but for the numbers with a fate of their own: see <see cref="SimulatedNumbers"/>.</summary>
    ByNumber,

    /// <summary>All orders done at once.</summary>
    Instant,

    /// <summary>Half of the delay goes by before it is done, half before it is said.</summary>
    Slow,

    /// <summary>Refuses every order.</summary>
    Refuse,

    /// <summary>Never says anything, and does nothing.</summary>
    LoseBefore,

    /// <summary>Does it, and never says so.</summary>
    LoseAfter,

    /// <summary>Cannot be reached.</summary>
    Gone,
}

/// <param name="Delay">Of <see cref="SimulatorManner.Slow"/>, and of numbers that are slow.</param>
public sealed record SimulatorNumberOptions(SimulatorManner Manner, TimeSpan Delay)
{
    public static readonly SimulatorNumberOptions Default = new(SimulatorManner.ByNumber, TimeSpan.FromSeconds(3));
}
