-- Figures of the prose with their sentence, and with the explanation that follows them: in the same
-- sentence, or in one of its own without a figure.
with figures as (

    select * from {{ ref('int_stated_concepts') }}

),

clauses as (

    select * from {{ ref('int_stated_clauses') }}

),

meanings as (

    select * from {{ ref('int_stated_meanings') }}

),

paragraphs as (

    select * from {{ ref('int_paragraphs') }}

),

joined as (

    select
        {{ all_but('figures', 'funding_source') }},
        clauses.begins_at,
        paragraphs.section_no,
        paragraphs.section_title,
        meanings.phase,
        meanings.comparison,
        meanings.direction,
        clauses.printed_text,
        clauses.unit,
        clauses.factor,
        coalesce(figures.funding_source, meanings.funding_source) as funding_source,
        case
            when figures.subject_rule = '*' then {{ subject_in_words('figures.words') }}
            else figures.subject_rule
        end as subject,
        regexp_extract(clauses.paragraph_before, '[^。]*$') as sentence_before,
        substr(paragraphs.paragraph, clauses.begins_at + 1) as paragraph_after
    from figures
    inner join clauses on {{ same_by('figures', 'clauses', 'document_id', 'paragraph_no', 'number_no') }}
    inner join meanings on {{ same_by('figures', 'meanings', 'document_id', 'paragraph_no', 'number_no') }}
    inner join paragraphs on {{ same_by('figures', 'paragraphs', 'document_id', 'paragraph_no') }}

),

explained as (

    select
        *,
        begins_at - length(sentence_before) as sentence_begins_at,
        sentence_before || regexp_extract(paragraph_after, '^[^。]*。?') as sentence,
        case
            when comparison is not null
                then {{ reason_after('substr(paragraph_after, length(printed_text) + 1)') }}
        end as reason
    from joined

)

select * from explained
