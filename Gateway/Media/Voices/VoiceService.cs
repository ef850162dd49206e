using System.Net;
using System.Net.Http.Headers;
using Telephony.Media.Prompts;

namespace Telephony.Media.Voices;

/// <summary>One request to a voice service, within its bounds of time and size; its sound decoded, or its refusal as a sentence without any key. Any thread.</summary>
internal sealed class VoiceService(string name, HttpMessageInvoker http, SoundDecoder decoder, VoiceServiceOptions options, TimeProvider clock)
{
    private const int MaxComplaint = 300;

    public async Task<VoiceOutcome> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var response = await http.SendAsync(request, both.Token).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return Refused(response.StatusCode, await BeginningAsync(stream, both.Token).ConfigureAwait(false));
            using var body = new MemoryStream();
            var block = new byte[32 * 1024];
            for (int length; (length = await stream.ReadAsync(block, both.Token).ConfigureAwait(false)) > 0;)
            {
                if (body.Length + length > options.MaxBytes) return Failed(PromptFault.TooBig, $"The voice service {name} sent more than {options.MaxBytes} octets.");
                body.Write(block, 0, length);
            }
            var (clip, why) = await decoder.DecodeAsync(body.ToArray(), both.Token).ConfigureAwait(false);
            return clip is not null ? new VoiceOutcome.Spoken(clip) : Failed(PromptFault.VoiceFailed, $"The voice service {name} sent no sound. {why!.Sentence}");           // a clip or a reason
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(PromptFault.TimedOut, $"The voice service {name} did not answer within {options.TimeLimit.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(PromptFault.VoiceFailed, $"The voice service {name} cannot be reached: {e.Message}");
        }
    }

    public static AuthenticationHeaderValue? Bearer(string key) => key.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", key);

    private VoiceOutcome.Failed Refused(HttpStatusCode status, string complaint) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Failed(PromptFault.VoiceFailed, $"The voice service {name} answered {(int)status}: check its key in the settings.", (int)status),
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Failed(PromptFault.BadText, $"The voice service {name} does not take the text ({(int)status}): {complaint}", (int)status),
        _ => Failed(PromptFault.VoiceFailed, $"The voice service {name} answered {(int)status}: {complaint}", (int)status),
    };

    private static async Task<string> BeginningAsync(Stream body, CancellationToken cancel)
    {
        var octets = new byte[MaxComplaint];
        var length = await body.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        return new string([.. System.Text.Encoding.UTF8.GetString(octets, 0, length).Select(static letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
    }

    private static VoiceOutcome.Failed Failed(PromptFault fault, string sentence, int status = 0) => new(new PromptRejection(fault, sentence, status));
}
