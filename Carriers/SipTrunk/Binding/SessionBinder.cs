using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>What a trunk file says of sessions: reliable provisional responses, session timer, tones and silence.</summary>
internal static class SessionBinder
{
    public static PrackPolicy Prack(ConfigSection root) => root.Text("prack") switch
    {
        "off" => PrackPolicy.Off,
        "required" => PrackPolicy.Required,
        _ => PrackPolicy.Supported,
    };

    public static SessionTimerPolicy Timer(ConfigSection timer)
    {
        var usual = SessionTimerPolicy.Usual;
        var made = new SessionTimerPolicy
        {
            Mode = timer.Text("mode") switch
            {
                "off" => SessionTimerMode.Off,
                "accept" => SessionTimerMode.Accept,
                "always" => SessionTimerMode.Always,
                _ => SessionTimerMode.Offer,
            },
            Expires = timer.Seconds("expires", usual.Expires),
            Minimum = timer.Seconds("minSe", usual.Minimum),
            Refresher = timer.Text("refresher") switch
            {
                "local" => SessionRefresher.Local,
                "remote" => SessionRefresher.Remote,
                _ => SessionRefresher.Auto,
            },
        };
        if (made.Expires >= made.Minimum) return made;
        timer.Wrong(timer.Has("expires") ? "expires" : "minSe", $"{(timer.Has("expires") ? made.Expires : made.Minimum).TotalSeconds}", $"expires ({made.Expires.TotalSeconds}) must not be shorter than minSe ({made.Minimum.TotalSeconds})");
        return made with { Expires = made.Minimum };
    }

    public static TrunkMedia Media(ConfigSection media)
    {
        var (usual, timeouts) = (TrunkMedia.Usual, media.Section("timeouts"));
        return new TrunkMedia
        {
            RingWhileSearching = media.Flag("ringWhileSearching", usual.RingWhileSearching),
            RingAfter = media.Seconds("ringAfter", usual.RingAfter),
            BeforeFirst = timeouts.Seconds("beforeFirst", usual.BeforeFirst),
            AfterLast = timeouts.Seconds("afterLast", usual.AfterLast),
            OnLoss = timeouts.Text("onLoss") switch
            {
                "keep" => MediaLossAction.Keep,
                "ignore" => MediaLossAction.Ignore,
                _ => MediaLossAction.Clear,
            },
        };
    }
}
