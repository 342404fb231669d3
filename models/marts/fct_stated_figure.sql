with figures as (

    select * from {{ ref('int_stated_meanings') }}

),

absences as (

    select * from {{ ref('int_stated_absences') }}

),

codes as (

    select * from {{ ref('int_stated_codes') }}

),

lines as (

    select * from {{ ref('int_paragraph_lines') }}

),

-- the sentence ends at the next full stop; a reason may follow in a sentence of its own
sentences as (

    select
        *,
        begins_at - length(regexp_extract(left(paragraph, begins_at), '[^。]*$')) as sentence_begins_at,
        regexp_extract(left(paragraph, begins_at), '[^。]*$')
        || regexp_extract(substr(paragraph, begins_at + 1), '^[^。]*。?') as sentence,
        regexp_extract(
            substr(paragraph, begins_at + length(printed_text) + 1),
            '^[^。;]*?(?:。[^。;0-9]*?)?原因(?:是|为|系|在于)*[:,]?(.*?)(?:。|;[^0-9一二三四]|;?$)',
            1
        ) as reason_text
    from figures

),

stated as (

    select
        sentences.document_id,
        sentences.paragraph_no,
        sentences.number_no,
        sentences.begins_at,
        sentences.sentence_begins_at,
        sentences.section_no,
        sentences.section_title,
        sentences.sentence,
        sentences.concept,
        case
            when sentences.subject_rule = '*'
                then regexp_replace(sentences.words, '^[、"#]|[#,].*$|(共有|共计|共|为)$|"(科目)?$', '', 'g')
            else sentences.subject_rule
        end as subject,
        case when sentences.concept = 'expenditure_by_function' then codes.code end as function_code,
        case when sentences.concept = 'expenditure_by_economic' then codes.code end as economic_code,
        sentences.funding_source,
        sentences.phase,
        sentences.comparison,
        sentences.direction,
        sentences.printed_text,
        sentences.unit,
        sentences.factor,
        {{ printed_number('sentences.printed_text') }}::decimal(24, 8) as value,
        {{ printed_decimals('sentences.printed_text') }} as printed_decimals,
        case when sentences.comparison is not null then nullif(sentences.reason_text, '') end as reason
    from sentences
    left join codes
        on
            sentences.concept = codes.concept
            and regexp_replace(sentences.words, '["]|[(]?科目[)]?', '', 'g') = codes.words
    union all by name
    select
        document_id,
        paragraph_no,
        begins_at,
        begins_at as sentence_begins_at,
        section_no,
        section_title,
        sentence,
        'statement_of_absence' as concept,
        subject,
        words as printed_text
    from absences

),

located as (

    select
        stated.document_id,
        stated.section_no,
        stated.section_title,
        first_line.page,
        first_line.line_no,
        own_line.page as figure_page,
        own_line.line_no as figure_line_no,
        stated.sentence,
        stated.concept,
        stated.subject,
        stated.funding_source,
        stated.function_code,
        stated.economic_code,
        stated.phase,
        stated.comparison,
        stated.direction,
        stated.printed_text,
        stated.value,
        stated.unit,
        stated.printed_decimals,
        stated.reason,
        concat_ws('-', stated.document_id, stated.paragraph_no, stated.begins_at, stated.subject) as stated_figure_id,
        (stated.value * stated.factor)::decimal(24, 4) as amount_yuan,
        (power(10, -stated.printed_decimals) * stated.factor / 2)::decimal(24, 8) as half_unit_yuan
    from stated
    asof left join lines as first_line
        on
            stated.document_id = first_line.document_id
            and stated.paragraph_no = first_line.paragraph_no
            and stated.sentence_begins_at >= first_line.begins_at
    asof left join lines as own_line
        on
            stated.document_id = own_line.document_id
            and stated.paragraph_no = own_line.paragraph_no
            and stated.begins_at >= own_line.begins_at

)

select * from located
