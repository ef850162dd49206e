using Telephony.Domain.Numbers;

namespace Telephony.Numbers.Files;

/// <summary>Capabilities as words: "voiceIn voiceOut smsIn smsOut", with "voice", "sms", "all" and "none" for short.</summary>
public static class CapabilityWords
{
    public const string Allowed = "voiceIn, voiceOut, smsIn, smsOut, voice, sms, all, none";

    public static bool TryRead(string text, out NumberCapabilities capabilities, out string unknown)
    {
        (capabilities, unknown) = (NumberCapabilities.None, "");
        foreach (var word in text.Split([' ', ';', '|', '+'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (word.ToLowerInvariant())
            {
                case "voicein": capabilities |= NumberCapabilities.VoiceIn; break;
                case "voiceout": capabilities |= NumberCapabilities.VoiceOut; break;
                case "smsin": capabilities |= NumberCapabilities.SmsIn; break;
                case "smsout": capabilities |= NumberCapabilities.SmsOut; break;
                case "voice": capabilities |= NumberCapabilities.Voice; break;
                case "sms": capabilities |= NumberCapabilities.SmsIn | NumberCapabilities.SmsOut; break;
                case "all": capabilities |= NumberCapabilities.All; break;
                case "none": break;
                default:
                    unknown = word;
                    return false;
            }
        }
        return true;
    }

    public static string Write(NumberCapabilities capabilities)
    {
        if (capabilities == NumberCapabilities.None) return "none";
        var words = new List<string>(4);
        if (capabilities.HasFlag(NumberCapabilities.VoiceIn)) words.Add("voiceIn");
        if (capabilities.HasFlag(NumberCapabilities.VoiceOut)) words.Add("voiceOut");
        if (capabilities.HasFlag(NumberCapabilities.SmsIn)) words.Add("smsIn");
        if (capabilities.HasFlag(NumberCapabilities.SmsOut)) words.Add("smsOut");
        return string.Join(' ', words);
    }
}
