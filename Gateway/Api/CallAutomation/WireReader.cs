using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Events.Webhooks;

namespace Telephony.Api.CallAutomation;

/// <summary>The parts that several requests share, out of the wire's words into ours. Each names the field in what it refuses.</summary>
internal static class WireReader
{
    private const int LongestContext = 8192;

    /// <summary>Somebody in the call; empty where none is named and none has to be.</summary>
    public static bool TryRawId(string field, CommunicationIdentifierModel? who, bool needed, out string rawId, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        refused = null;
        rawId = who?.RawId ?? (who?.PhoneNumber?.Value is { Length: > 0 } value ? "4:" + value : who?.CommunicationUser?.Id ?? "");
        if (rawId.Length > 0 || !needed) return true;
        refused = ApiErrors.Missing(field);
        return false;
    }

    public static bool TryRawIds(string field, IReadOnlyList<CommunicationIdentifierModel?>? who, bool needed, out List<string> rawIds, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (rawIds, refused) = ([], null);
        if (who is null or { Count: 0 })
        {
            if (needed) refused = ApiErrors.Missing(field);
            return refused is null;
        }
        for (var i = 0; i < who.Count; i++)
        {
            if (!TryRawId($"{field}[{i.ToString(CultureInfo.InvariantCulture)}]", who[i], needed: true, out var rawId, out refused)) return false;
            rawIds.Add(rawId);
        }
        return true;
    }

    /// <summary>Where callbacks go.</summary>
    public static bool TryCallback(string field, string? text, bool needed, out Uri? address, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (address, refused) = (null, null);
        if (string.IsNullOrEmpty(text))
        {
            if (needed) refused = ApiErrors.Missing(field);
            return refused is null;
        }
        if (WebhookAddress.TryParse(text, out address, out var why)) return true;
        refused = ApiErrors.BadField(field, why);
        return false;
    }

    public static bool TryTerms(string? context, string? callbackUri, [NotNullWhen(true)] out OperationTerms? terms, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        terms = null;
        if (!TryContext(context, out refused) || !TryCallback("operationCallbackUri", callbackUri, needed: false, out var address, out refused)) return false;
        terms = new OperationTerms(context, address);
        return true;
    }

    public static bool TryContext(string? context, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        refused = context is { Length: > LongestContext } ? ApiErrors.BadField("operationContext", $"at most {LongestContext} characters are allowed") : null;
        return refused is null;
    }

    public static bool TrySource(string field, PlaySourceInternal? source, [NotNullWhen(true)] out PromptSource? prompt, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (prompt, refused) = (null, null);
        switch (source?.Kind)
        {
            case "file":
                if (Uri.TryCreate(source.File?.Uri, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") prompt = new PromptSource.File(url);
                else refused = ApiErrors.BadField($"{field}.file.uri", "an http or https URL is needed");
                break;
            case "text":
                if (source.Text?.Text is { Length: > 0 } words) prompt = new PromptSource.Text(words, source.Text.VoiceName ?? "", source.Text.SourceLocale ?? "");
                else refused = ApiErrors.Missing($"{field}.text.text");
                break;
            case "ssml":
                if (source.Ssml?.SsmlText is { Length: > 0 } document) prompt = new PromptSource.Ssml(document);
                else refused = ApiErrors.Missing($"{field}.ssml.ssmlText");
                break;
            default:
                refused = ApiErrors.BadField($"{field}.kind", "allowed are file, text, ssml");
                break;
        }
        return prompt is not null;
    }

    public static bool TrySources(string field, IReadOnlyList<PlaySourceInternal?>? sources, int most, out List<PromptSource> prompts, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (prompts, refused) = ([], null);
        if (sources is { Count: var count } && count > most) refused = ApiErrors.BadField(field, $"at most {most} are allowed");
        for (var i = 0; refused is null && i < sources?.Count; i++)
        {
            if (TrySource($"{field}[{i.ToString(CultureInfo.InvariantCulture)}]", sources[i], out var prompt, out refused)) prompts.Add(prompt);
        }
        return refused is null;
    }

    /// <summary>Seconds as they are written; null stays null.</summary>
    public static bool TrySeconds(string field, double? seconds, double least, double most, out TimeSpan? span, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (span, refused) = (null, null);
        if (seconds is not { } value) return true;
        if (value >= least && value <= most)
        {
            span = TimeSpan.FromSeconds(value);
            return true;
        }
        refused = ApiErrors.BadField(field, string.Create(CultureInfo.InvariantCulture, $"{least} to {most} seconds are allowed"));
        return false;
    }
}
