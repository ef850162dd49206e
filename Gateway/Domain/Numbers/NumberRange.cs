using Telephony.Domain.Addresses;

namespace Telephony.Domain.Numbers;

/// <summary>One number, or a block of consecutive ones of equal length, both ends included.</summary>
public readonly record struct NumberRange
{
    private NumberRange(PhoneNumber first, PhoneNumber last) => (First, Last) = (first, last);

    public PhoneNumber First { get; }

    public PhoneNumber Last { get; }

    public bool IsSingle => First == Last;

    public long Count => (long)(Last.Digits - First.Digits) + 1;

    public static NumberRange Of(PhoneNumber number) => new(number, number);

    /// <summary>False with a sentence if the ends are in the wrong order or of different length.</summary>
    public static bool TryCreate(PhoneNumber first, PhoneNumber last, out NumberRange range, out string why)
    {
        range = default;
        why = "";
        if (first.IsNone || last.IsNone) why = "both ends must be numbers";
        else if (first.DigitCount != last.DigitCount) why = $"{first} and {last} differ in length";
        else if (first > last) why = $"{first} is behind {last}";
        else range = new NumberRange(first, last);
        return why.Length == 0;
    }

    public bool Contains(PhoneNumber number) => number >= First && number <= Last;

    public bool Overlaps(NumberRange other) => First <= other.Last && other.First <= Last;

    public override string ToString() => IsSingle ? First.ToString() : $"{First}..{Last}";
}
