-- Figures of the prose with the words that lead to them (from the figure before, or the paragraph's
-- beginning) and where their subject is to be looked for. A bare clause only compares or joins
-- (增长, 占, 其中); its subject stands further up.
with numbers as (

    select
        *,
        sum(is_figure::integer) over (partition by document_id, paragraph_no order by number_no) as figure_no
    from {{ ref('int_stated_numbers') }}

),

paragraphs as (

    select * from {{ ref('int_paragraphs') }}

),

words as (

    select
        string_agg(pattern, '|' order by length(pattern) desc) filter (where attribute = 'joining') as joining,
        string_agg(pattern, '|') filter (where attribute = 'reason') as reason,
        string_agg(pattern, '|') filter (where attribute = 'aside') as aside
    from {{ ref('stated_words') }}

),

spans as (

    select
        document_id,
        paragraph_no,
        figure_no,
        string_agg(
            case
                when is_figure then substr(text_after, length(unit_text) + 1)
                else coalesce(printed_text, '') || text_after
            end,
            '' order by number_no
        ) as span
    from numbers
    group by all

),

leads as (

    select
        numbers.document_id,
        numbers.paragraph_no,
        numbers.number_no,
        numbers.figure_no,
        numbers.begins_at,
        numbers.printed_text,
        numbers.unit,
        numbers.factor,
        numbers.kind,
        lead_spans.span as lead_text,
        left(paragraphs.paragraph, numbers.begins_at) as paragraph_before,
        coalesce(paragraphs.section_title, '') as section_title,
        coalesce(paragraphs.section_path, '') || '/' || left(paragraphs.paragraph, numbers.begins_at)
        || '#' || left(tail_spans.span, 8) as context,
        regexp_extract(tail_spans.span, '^[^,;。:、(]*') as noun_after,
        regexp_extract(lead_spans.span, '[^;。]*$') as last_sentence,
        regexp_extract(lead_spans.span, '、?([^,;。:]*)$', 1) as last_clause
    from numbers
    inner join spans as lead_spans
        on
            numbers.document_id = lead_spans.document_id
            and numbers.paragraph_no = lead_spans.paragraph_no
            and numbers.figure_no = lead_spans.figure_no + 1
    inner join spans as tail_spans
        on
            numbers.document_id = tail_spans.document_id
            and numbers.paragraph_no = tail_spans.paragraph_no
            and numbers.figure_no = tail_spans.figure_no
    inner join paragraphs
        on numbers.document_id = paragraphs.document_id and numbers.paragraph_no = paragraphs.paragraph_no
    where numbers.is_figure

),

bared as (

    select
        leads.*,
        regexp_replace(leads.lead_text, words.aside, '', 'g') as lead_without_asides,
        regexp_replace(leads.last_clause, words.joining, '', 'g') = '' as is_bare,
        regexp_matches(leads.last_sentence, words.reason) as is_in_reason
    from leads
    cross join words

),

-- `#` stands for a count, for its noun may follow: 23个项目
searched as (

    select
        *,
        case
            when is_in_reason then null
            when kind = 'count' then coalesce(nullif(last_clause, ''), lead_text) || '#' || noun_after
            -- after a bracket the figure before it goes on: 运行费5万元(其中…)比上年减少
            when starts_with(last_clause, ')')
                then regexp_extract(
                    paragraph_before, '([^,;。:()]*)[0-9][0-9.,]*万?元[(][^()]*[)][^,;。()]*$', 1
                )
            when not is_bare then last_clause
            when figure_no = 1 then section_title || '。' || lead_without_asides
            when regexp_matches(lead_text, '[;。]') then lead_without_asides
        end as search_text
    from bared

)

select * from searched
