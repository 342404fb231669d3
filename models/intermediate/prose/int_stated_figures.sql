-- Figures and absences said in the prose, with the codes of their names, their value and their place.
with figures as (

    select * from {{ ref('int_stated_sentences') }}

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

pages as (

    select * from {{ ref('stg_pages') }}

),

stated as (

    select
        figures.*,
        case when figures.concept = 'expenditure_by_function' then codes.code end as function_code,
        case when figures.concept = 'expenditure_by_economic' then codes.code end as economic_code,
        {{ printed_number('figures.printed_text') }} as value,
        case when figures.unit is not null then {{ printed_decimals('figures.printed_text') }} end as printed_decimals
    from figures
    left join codes
        on
            figures.document_id = codes.document_id
            and figures.concept = codes.concept
            and figures.words = codes.words
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
        stated.*,
        documents.department_id,
        first_lines.page,
        first_lines.line_no,
        own_lines.page as figure_page,
        own_lines.line_no as figure_line_no,
        pages.route
    from stated
    inner join {{ ref('int_documents') }} as documents on stated.document_id = documents.document_id
    asof left join lines as first_lines
        on
            stated.document_id = first_lines.document_id
            and stated.paragraph_no = first_lines.paragraph_no
            and stated.sentence_begins_at >= first_lines.begins_at
    asof left join lines as own_lines
        on
            stated.document_id = own_lines.document_id
            and stated.paragraph_no = own_lines.paragraph_no
            and stated.begins_at >= own_lines.begins_at
    left join pages on stated.document_id = pages.document_id and own_lines.page = pages.page

),

valued as (

    select
        *,
        concat_ws('-', document_id, paragraph_no, begins_at, concept, subject) as stated_figure_id,
        {{ in_yuan('value', 'factor') }} as amount_yuan,
        (power(10, -printed_decimals) * factor::double / 2)::decimal(24, 8) as half_unit_yuan
    from located

)

select * from valued
