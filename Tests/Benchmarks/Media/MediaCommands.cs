namespace Telephony.Benchmarks.Media;

/// <summary>The media part of the benchmark program's command line.</summary>
public static class MediaCommands
{
    /// <summary>True when the first word is one of ours; then it has been carried out.</summary>
    public static bool TryRun(string[] args, out int exit)
    {
        exit = 0;
        switch (args.FirstOrDefault())
        {
            case "rtp-load": exit = RtpLoadCommand.Run(args[1..]); return true;
            case "plain-relay": exit = PlainRelay.Run(args[1..]); return true;
            case "relay": exit = PlaneRelay.Run(args[1..]); return true;
            case "leg-churn": exit = LegChurn.Run(args[1..]); return true;
            case "media-compare": exit = MediaComparison.Run(args[1..]); return true;
            default: return false;
        }
    }
}
