using Telephony.Domain.Addresses;

namespace Telephony.Domain.Numbers;

/// <summary>Somebody who knows which operator has a number, anybody's number. May cost money a question.</summary>
public interface IOperatorLookup
{
    /// <summary>Null: nothing is known of it.</summary>
    ValueTask<ShopAnswer<OperatorFacts?>> LookUpAsync(PhoneNumber number, CancellationToken cancellation);
}

/// <summary>What an operator's register says of a number. Empty texts: unknown.</summary>
/// <param name="Kind">As the register has it; null: unknown.</param>
/// <param name="MobileCountryCode">3 digits (ITU-T E.212).</param>
/// <param name="MobileNetworkCode">2 or 3 digits.</param>
public sealed record OperatorFacts(string Operator, OperatorNumberKind? Kind, string MobileCountryCode, string MobileNetworkCode);

public enum OperatorNumberKind : byte
{
    Other = 0,
    Geographic = 1,
    Mobile = 2,
}
