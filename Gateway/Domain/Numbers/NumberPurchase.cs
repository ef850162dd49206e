namespace Telephony.Domain.Numbers;

/// <summary>Of a number that was bought from a carrier: where, as what, and at which price.</summary>
/// <param name="CarrierId">The carrier's own id of it.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
public sealed record NumberPurchase(string Carrier, string CarrierId, string Country, NumberType Type, NumberAssignment Assignment, NumberCost Cost, DateTimeOffset At);
