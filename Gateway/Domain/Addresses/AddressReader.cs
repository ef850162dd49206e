namespace Telephony.Domain.Addresses;

/// <summary>Makes an <see cref="Address"/> of the user and host of a SIP or tel URI, after number rules have been applied. Never refuses.</summary>
public static class AddressReader
{
    /// <param name="user">User part without parameters and password, unescaped: "+14255550123", "4711", "alice"; may be empty.</param>
    /// <param name="host">Host part; empty for tel URIs.</param>
    /// <param name="emergency">Codes that are <see cref="Address.ServiceCode"/> even with a leading '+'.</param>
    public static Address Read(string user, string host, EmergencyNumbers emergency)
    {
        if (user.Length == 0) return host.Length == 0 || IsAnonymousHost(host) ? Address.Anonymous.Instance : new Address.SipUri(host);
        if (user.Equals("anonymous", StringComparison.OrdinalIgnoreCase) || IsAnonymousHost(host)) return Address.Anonymous.Instance;
        var digits = WithoutSeparators(user);
        if (emergency.Contains(digits)) return new Address.ServiceCode(digits.TrimStart('+'));
        if (PhoneNumber.TryParse(digits, out var number)) return new Address.E164(number);
        if (digits.Length > 0 && digits.All(IsDialled)) return new Address.Extension(digits);
        return new Address.SipUri(host.Length == 0 ? user : $"{user}@{host}");
    }

    /// <summary>Drops the visual separators of RFC 3966 5.1.1 if the rest is a number; else returns the text as it is.</summary>
    public static string WithoutSeparators(string user)
    {
        if (user.AsSpan().IndexOfAny("-.() ") < 0) return user;
        Span<char> kept = user.Length <= 128 ? stackalloc char[user.Length] : new char[user.Length];
        var length = 0;
        foreach (var c in user)
        {
            if (c is '-' or '.' or '(' or ')' or ' ') continue;
            if (!IsDialled(c) && !(c == '+' && length == 0)) return user;
            kept[length++] = c;
        }
        return new string(kept[..length]);
    }

    private static bool IsDialled(char c) => char.IsAsciiDigit(c) || c is '*' or '#';

    private static bool IsAnonymousHost(string host) => host.Equals("anonymous.invalid", StringComparison.OrdinalIgnoreCase);
}
