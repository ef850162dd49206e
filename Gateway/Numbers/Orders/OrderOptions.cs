using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Orders;

/// <summary>How orders are carried out.</summary>
public sealed record OrderOptions
{
    /// <summary>Where calls to a number lead that was just bought.</summary>
    public Destination Destination { get; init; } = new Destination.App("default");

    /// <summary>How long a number that was given back is not sold again here: callers of its former owner should have noticed by then.</summary>
    public TimeSpan Quarantine { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a carrier may take to answer an order; then its outcome is unknown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A side effect that surely was not done is tried this often before the order gives up.</summary>
    public int MostAttempts { get; init; } = 8;
}
