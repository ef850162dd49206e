namespace Telephony.Domain.Numbers;

/// <summary>Where a call to one of our numbers goes. A closed union.</summary>
public abstract record Destination
{
    private Destination()
    {
    }

    /// <summary>The word in files, tables and the API.</summary>
    public abstract string Kind { get; }

    /// <summary>The kind's one argument: a path or an id; empty where it has none.</summary>
    public virtual string Target => "";

    /// <summary>Out again by the voice routes.</summary>
    public sealed record Trunk : Destination
    {
        public static readonly Trunk Instance = new();

        public override string Kind => "trunk";
    }

    /// <summary>The caller hears himself.</summary>
    public sealed record Echo : Destination
    {
        public static readonly Echo Instance = new();

        public override string Kind => "echo";
    }

    /// <param name="Path">A WAV file; relative to the data directory.</param>
    public sealed record Announcement(string Path) : Destination
    {
        public override string Kind => "announcement";

        public override string Target => Path;
    }

    /// <param name="Id">A registered user.</param>
    public sealed record User(string Id) : Destination
    {
        public override string Kind => "user";

        public override string Target => Id;
    }

    /// <param name="Name">A flow of the IVR.</param>
    public sealed record Flow(string Name) : Destination
    {
        public override string Kind => "flow";

        public override string Target => Name;
    }

    /// <param name="Id">An application that steers the call by the API.</param>
    public sealed record App(string Id) : Destination
    {
        public override string Kind => "app";

        public override string Target => Id;
    }

    /// <param name="Id">A bot channel.</param>
    public sealed record Bot(string Id) : Destination
    {
        public override string Kind => "bot";

        public override string Target => Id;
    }

    /// <param name="Where">As <see cref="TwimlTarget"/> reads it: a web service that steers the call by documents.</param>
    public sealed record Twiml(string Where) : Destination
    {
        public override string Kind => "twiml";

        public override string Target => Where;
    }

    /// <summary>What <see cref="Kind"/> may be.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["trunk", "echo", "announcement", "user", "flow", "app", "bot", "twiml"];

    /// <summary>The reverse of <see cref="Kind"/> and <see cref="Target"/>. False with a sentence for an unknown kind, a missing target, or one too many.</summary>
    public static bool TryCreate(string kind, string target, out Destination destination, out string why)
    {
        destination = Trunk.Instance;
        why = "";
        if (!Kinds.Contains(kind, StringComparer.Ordinal))
        {
            why = $"destination \"{kind}\" is not one of {string.Join(", ", Kinds)}";
            return false;
        }
        if (kind is "trunk" or "echo" != (target.Length == 0))
        {
            why = target.Length == 0 ? $"destination {kind} needs a target" : $"destination {kind} takes no target, but has \"{target}\"";
            return false;
        }
        if (kind == "twiml" && !TwimlTarget.TryParse(target, out _, out var wrong))
        {
            why = $"destination twiml: {wrong}";
            return false;
        }
        destination = kind switch
        {
            "echo" => Echo.Instance,
            "announcement" => new Announcement(target),
            "user" => new User(target),
            "flow" => new Flow(target),
            "app" => new App(target),
            "bot" => new Bot(target),
            "twiml" => new Twiml(target),
            _ => Trunk.Instance,
        };
        return true;
    }

    public sealed override string ToString() => Target.Length == 0 ? Kind : $"{Kind} {Target}";
}
