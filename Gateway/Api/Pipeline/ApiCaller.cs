using Telephony.Domain.Resources;
using Telephony.Domain.Users;

namespace Telephony.Api.Pipeline;

/// <summary>Who is asking, as proved.</summary>
public abstract record ApiCaller
{
    private ApiCaller()
    {
    }

    /// <summary>For the audit log.</summary>
    public abstract string Words { get; }

    public sealed record Nobody : ApiCaller
    {
        public static readonly Nobody Instance = new();

        public override string Words => "-";
    }

    /// <summary>A holder of one of the resource's keys.</summary>
    public sealed record KeyHolder(AccessKeyKind Key) : ApiCaller
    {
        private static readonly KeyHolder s_primary = new(AccessKeyKind.Primary);
        private static readonly KeyHolder s_secondary = new(AccessKeyKind.Secondary);

        public override string Words => Key == AccessKeyKind.Primary ? "key:primary" : "key:secondary";

        public static KeyHolder Of(AccessKeyKind key) => key == AccessKeyKind.Primary ? s_primary : s_secondary;
    }

    /// <summary>An application known to the OpenID Connect issuer, by its token's subject.</summary>
    public sealed record Application(string Subject) : ApiCaller
    {
        // The issuer's word: bounded, and nothing in it that would break a line.
        public override string Words { get; } = "app:" + string.Concat(Subject.Take(128).Select(static c => char.IsControl(c) ? '?' : c));
    }

    /// <summary>A user with an access token.</summary>
    public sealed record User(CommunicationUserId Id, IReadOnlyList<string> Scopes) : ApiCaller
    {
        public override string Words => Id.ToString();

        public bool May(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
    }
}
