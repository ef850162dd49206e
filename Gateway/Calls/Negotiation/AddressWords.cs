using System.Collections.Concurrent;
using Telephony.Net.Addresses;

namespace Telephony.Calls.Negotiation;

/// <summary>The text of our own media addresses: few, and in every session description.</summary>
internal static class AddressWords
{
    private static readonly ConcurrentDictionary<UInt128, string> Words = new();

    public static string Of(in NetEndpoint local) =>
        Words.TryGetValue(local.Address, out var known) ? known : Words.GetOrAdd(local.Address, local.ToIPAddress().ToString());
}
