namespace Telephony.Domain.Numbers;

/// <summary>What kind of number it is, in the words of the API.</summary>
public enum NumberType : byte
{
    /// <summary>Of a place: it has an area code.</summary>
    Geographic = 0,

    /// <summary>The called side pays.</summary>
    TollFree = 1,

    Mobile = 2,
}

/// <summary>Who is to use it.</summary>
public enum NumberAssignment : byte
{
    Person = 0,

    Application = 1,
}
