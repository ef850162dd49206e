using PhoneNumbers;
using Telephony.Domain.Numbers;
using PhoneNumber = Telephony.Domain.Addresses.PhoneNumber;

namespace Telephony.Numbers.Plans;

/// <summary>The world's numbering plans by libphonenumber. Advice for people and files: no call depends on it, and it costs microseconds, so it stays off the call path.</summary>
public sealed class LibPhoneNumberPlan : INumberingPlan
{
    private const int LongestText = 64;

    private readonly PhoneNumberUtil util = PhoneNumberUtil.GetInstance();

    public bool TryNormalise(string text, string country, out PhoneNumber number)
    {
        number = default;
        if (text.Length is 0 or > LongestText) return false;
        try
        {
            var parsed = util.Parse(text, country.Length == 0 ? null : country.ToUpperInvariant());
            return util.IsPossibleNumber(parsed) && PhoneNumber.TryParse(util.Format(parsed, PhoneNumberFormat.E164), out number);
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    public NumberFacts Describe(PhoneNumber number)
    {
        if (number.IsNone) return default;
        try
        {
            var parsed = util.Parse(number.ToString(), null);
            return new NumberFacts(util.GetRegionCodeForNumber(parsed) ?? "", parsed.CountryCode, util.IsValidNumber(parsed));
        }
        catch (NumberParseException)
        {
            return default;
        }
    }

    public NumberForms Write(PhoneNumber number)
    {
        try
        {
            var parsed = util.Parse(number.ToString(), null);
            OperatorNumberKind? kind = util.GetNumberType(parsed) switch
            {
                PhoneNumberType.FIXED_LINE or PhoneNumberType.FIXED_LINE_OR_MOBILE => OperatorNumberKind.Geographic,
                PhoneNumberType.MOBILE => OperatorNumberKind.Mobile,
                PhoneNumberType.UNKNOWN => null,
                _ => OperatorNumberKind.Other,
            };
            return new NumberForms(util.Format(parsed, PhoneNumberFormat.NATIONAL), util.Format(parsed, PhoneNumberFormat.INTERNATIONAL), kind);
        }
        catch (NumberParseException)
        {
            return new NumberForms(number.ToString(), number.ToString(), null);
        }
    }
}
