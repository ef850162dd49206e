using System.Collections.Frozen;
using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Shop;

/// <summary>The carriers of numbers, in the order in which they are asked for some.</summary>
public sealed class NumberCarriers(IReadOnlyList<ICarrierNumbers> carriers)
{
    private readonly FrozenDictionary<string, ICarrierNumbers> _byName = carriers.ToFrozenDictionary(static carrier => carrier.Carrier, StringComparer.Ordinal);

    public IReadOnlyList<ICarrierNumbers> All => carriers;

    public ICarrierNumbers? Find(string name) => _byName.GetValueOrDefault(name);
}
