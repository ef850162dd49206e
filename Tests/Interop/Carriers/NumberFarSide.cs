using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.Interop.Carriers;

/// <summary>What stands behind a carrier's number side in <see cref="CarrierNumbersContract"/>: a service, or a stand-in for one that remembers what it sold.</summary>
public interface INumberFarSide : IAsyncDisposable
{
    ICarrierNumbers Adapter { get; }

    /// <summary>Finds at least three numbers at the far side.</summary>
    OfferQuery Query { get; }

    /// <summary>A number that the far side would sell, and treats so.</summary>
    PhoneNumber NumberThat(NumberFate fate);

    /// <summary>How often the far side sold the number to us.</summary>
    Task<int> SalesOfAsync(PhoneNumber number);

    /// <summary>From now on nobody answers there.</summary>
    Task DisappearAsync();
}

/// <summary>What becomes of an order to buy a number.</summary>
public enum NumberFate
{
    IsSold,
    IsRefused,

    /// <summary>Too many requests, come back later: the first time.</summary>
    AsksForRest,

    /// <summary>The connection breaks, or nothing is answered, and it was not sold.</summary>
    IsLostBefore,

    /// <summary>The connection breaks, or nothing is answered, and it was sold.</summary>
    IsLostAfter,
}
